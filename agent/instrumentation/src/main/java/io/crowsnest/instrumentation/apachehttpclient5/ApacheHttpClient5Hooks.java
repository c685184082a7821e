package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.TraceContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * All variants of {@code execute} end in {@code doExecute}, with redirects and retries inside. The header goes into the copy of
 * the request that is sent, once for each redirect, because the application may use its own request again.
 */
@Instrumentation(
        id = "apache-httpclient-5",
        library = "org.apache.httpcomponents.client5:httpclient5",
        versions = "[5.0,6)",
        description = "calls by method, host, status and exception")
final class ApacheHttpClient5Hooks {

    private ApacheHttpClient5Hooks() {}

    @Around(
            type = "org.apache.hc.client5.http.impl.classic.InternalHttpClient",
            method = "doExecute",
            args = {
                "org.apache.hc.core5.http.HttpHost",
                "org.apache.hc.core5.http.ClassicHttpRequest",
                "org.apache.hc.core5.http.protocol.HttpContext"
            })
    static @Nullable Call enter(Object self, @Nullable HttpHost target, @Nullable ClassicHttpRequest request) {
        if (request == null) {
            return null;
        }
        Header own = request.getFirstHeader(TraceContext.TRACEPARENT);
        String host = target != null
                ? target.getHostName()
                : request.getAuthority() == null ? null : request.getAuthority().getHostName();
        return HttpClient.start(request.getMethod(), host, own == null ? null : own.getValue());
    }

    static void exit(Call call, @Nullable Object result, @Nullable Throwable thrown) {
        HttpClient.stop(call, result instanceof HttpResponse response ? response.getCode() : 0, thrown);
    }

    @Around(
            type = "org.apache.hc.client5.http.impl.classic.MainClientExec",
            method = "execute",
            args = {"org.apache.hc.core5.http.ClassicHttpRequest", ".."},
            exit = "")
    static void send(Object self, ClassicHttpRequest copy) {
        Call call = HttpClient.current();
        if (call != null) {
            TraceHeaders.add(copy, call);
        }
    }
}
