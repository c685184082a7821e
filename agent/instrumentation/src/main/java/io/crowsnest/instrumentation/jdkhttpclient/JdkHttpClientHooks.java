package io.crowsnest.instrumentation.jdkhttpclient;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.TraceContext;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code send} and the longer {@code sendAsync}, to which the shorter one leads, are where applications enter; neither calls the
 * other. The client copies the request that it is given, so a copy with one more header takes its place there and nobody else
 * sees it. Redirects and authentication happen below.
 */
@Instrumentation(
        id = "jdk-httpclient",
        library = "java.net.http",
        versions = "[17,26)",
        description = "calls by method, host, status and exception")
final class JdkHttpClientHooks {

    /** What the client makes itself: the handshake of a WebSocket, or a request that comes from a response. It stays as it is. */
    private static final String COPY = "jdk.internal.net.http.HttpRequestImpl";

    private JdkHttpClientHooks() {}

    @ReplaceArgument(
            type = "jdk.internal.net.http.HttpClientImpl",
            method = "send",
            args = {"java.net.http.HttpRequest", "java.net.http.HttpResponse.BodyHandler"},
            index = 0)
    static @Nullable HttpRequest beforeSend(Object self, @Nullable HttpRequest request) {
        return before(request);
    }

    @ReplaceArgument(
            type = "jdk.internal.net.http.HttpClientImpl",
            method = "sendAsync",
            args = {
                "java.net.http.HttpRequest",
                "java.net.http.HttpResponse.BodyHandler",
                "java.net.http.HttpResponse.PushPromiseHandler"
            },
            index = 0)
    static @Nullable HttpRequest beforeSendAsync(Object self, @Nullable HttpRequest request) {
        return before(request);
    }

    private static @Nullable HttpRequest before(@Nullable HttpRequest request) {
        if (request == null || request.getClass().getName().equals(COPY)) {
            return request;
        }
        String own = request.headers().firstValue(TraceContext.TRACEPARENT).orElse(null);
        Call started = HttpClient.start(request.method(), request.uri().getHost(), own);
        Call sent = started != null ? started : HttpClient.current();
        if (sent == null) {
            return request;
        }
        return new Traced(request, own == null ? headers(request.headers(), sent) : request.headers(), started);
    }

    private static HttpHeaders headers(HttpHeaders own, Call call) {
        String traceparent = call.traceparent();
        if (traceparent == null) {
            return own;
        }
        Map<String, List<String>> headers = new HashMap<>(own.map());
        headers.put(TraceContext.TRACEPARENT, List.of(traceparent));
        String tracestate = call.tracestate();
        if (tracestate != null) {
            headers.put(TraceContext.TRACESTATE, List.of(tracestate));
        }
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    @Around(
            type = "jdk.internal.net.http.HttpClientImpl",
            method = "send",
            args = {"java.net.http.HttpRequest", "java.net.http.HttpResponse.BodyHandler"})
    static @Nullable Call enter(Object self, @Nullable HttpRequest request) {
        return started(request);
    }

    static void exit(Call call, @Nullable Object response, @Nullable Throwable thrown) {
        stop(call, response, thrown);
    }

    @Around(
            type = "jdk.internal.net.http.HttpClientImpl",
            method = "sendAsync",
            args = {
                "java.net.http.HttpRequest",
                "java.net.http.HttpResponse.BodyHandler",
                "java.net.http.HttpResponse.PushPromiseHandler"
            },
            exit = "sent")
    static @Nullable Call enterAsync(Object self, @Nullable HttpRequest request) {
        return started(request);
    }

    static void sent(Call call, @Nullable Object future, @Nullable Throwable thrown) {
        if (!(future instanceof CompletableFuture<?> answer)) {
            HttpClient.stop(call, 0, thrown);
            return;
        }
        call.detach();
        var unused = answer.whenComplete((response, failure) -> {
            try {
                stop(call, response, failure);
            } catch (Throwable ours) {
                HookErrors.of("jdk-httpclient").increment();
            }
        });
    }

    private static @Nullable Call started(@Nullable HttpRequest request) {
        if (request instanceof Traced traced) {
            return traced.call;
        }
        if (request == null || !request.getClass().getName().equals(COPY)) {
            return null;
        }
        return HttpClient.start(request.method(), request.uri().getHost(), null);
    }

    private static void stop(Call call, @Nullable Object response, @Nullable Throwable thrown) {
        HttpClient.stop(call, response instanceof HttpResponse<?> answer ? answer.statusCode() : 0, thrown);
    }

    /** The application's request with other headers. */
    private static final class Traced extends HttpRequest {

        private final HttpRequest own;
        private final HttpHeaders headers;
        private final @Nullable Call call;

        Traced(HttpRequest own, HttpHeaders headers, @Nullable Call call) {
            this.own = own;
            this.headers = headers;
            this.call = call;
        }

        @Override
        public Optional<BodyPublisher> bodyPublisher() {
            return own.bodyPublisher();
        }

        @Override
        public String method() {
            return own.method();
        }

        @Override
        public Optional<Duration> timeout() {
            return own.timeout();
        }

        @Override
        public boolean expectContinue() {
            return own.expectContinue();
        }

        @Override
        public URI uri() {
            return own.uri();
        }

        @Override
        public Optional<java.net.http.HttpClient.Version> version() {
            return own.version();
        }

        @Override
        public HttpHeaders headers() {
            return headers;
        }
    }
}
