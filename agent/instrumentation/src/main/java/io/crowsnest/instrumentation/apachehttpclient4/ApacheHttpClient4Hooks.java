package io.crowsnest.instrumentation.apachehttpclient4;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.TraceContext;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * All variants of {@code execute} end in {@code doExecute}, with redirects and retries inside. The header goes into the copy of
 * the request that is sent, once for each redirect, because the application may use its own request again.
 */
@Instrumentation(
        id = "apache-httpclient-4",
        library = "org.apache.httpcomponents:httpclient",
        versions = "[4.3,5)",
        description = "calls by method, host, status and exception")
final class ApacheHttpClient4Hooks {

    private ApacheHttpClient4Hooks() {}

    @Around(
            type = {
                "org.apache.http.impl.client.InternalHttpClient",
                "org.apache.http.impl.client.MinimalHttpClient",
                "org.apache.http.impl.client.AbstractHttpClient"
            },
            method = "doExecute",
            args = {"org.apache.http.HttpHost", "org.apache.http.HttpRequest", "org.apache.http.protocol.HttpContext"})
    static @Nullable Call enter(Object self, @Nullable HttpHost target, @Nullable HttpRequest request) {
        if (request == null) {
            return null;
        }
        Header own = request.getFirstHeader(TraceContext.TRACEPARENT);
        return HttpClient.start(
                request.getRequestLine().getMethod(),
                target == null ? null : target.getHostName(),
                own == null ? null : own.getValue());
    }

    static void exit(Call call, @Nullable Object result, @Nullable Throwable thrown) {
        int status = result instanceof HttpResponse response
                ? response.getStatusLine().getStatusCode()
                : 0;
        HttpClient.stop(call, status, thrown);
    }

    @Around(
            type = {"org.apache.http.impl.execchain.MainClientExec", "org.apache.http.impl.execchain.MinimalClientExec"
            },
            method = "execute",
            args = {"org.apache.http.conn.routing.HttpRoute", "org.apache.http.client.methods.HttpRequestWrapper", ".."
            },
            exit = "")
    static void send(Object self, Object route, HttpRequestWrapper request) {
        addHeaders(request);
    }

    /** The client of before 4.3, deprecated but still there, puts back the headers of its copy before each attempt. */
    @OnReturn(
            type = "org.apache.http.impl.client.RequestWrapper",
            method = "resetHeaders",
            args = {})
    static void sendOld(Object copy) {
        addHeaders((HttpRequest) copy);
    }

    private static void addHeaders(HttpRequest copy) {
        Call call = HttpClient.current();
        String traceparent = call == null ? null : call.traceparent();
        if (call == null || traceparent == null || copy.containsHeader(TraceContext.TRACEPARENT)) {
            return;
        }
        copy.setHeader(TraceContext.TRACEPARENT, traceparent);
        String tracestate = call.tracestate();
        if (tracestate != null) {
            copy.setHeader(TraceContext.TRACESTATE, tracestate);
        }
    }
}
