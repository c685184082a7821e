package io.crowsnest.instrumentation.okhttp;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.TraceContext;
import io.crowsnest.telemetry.WeakIdentityMap;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Every call, waited for or not, passes once through {@code RealCall.getResponseWithInterceptorChain}, on the thread that makes
 * it, with the application's interceptors, redirects and retries inside. An interceptor of ours would do as much, but would show
 * up in the client's list of them and be copied from client to client. A call that waits for its turn in the dispatcher begins
 * when its turn comes.
 */
@Instrumentation(
        id = "okhttp",
        library = "com.squareup.okhttp3:okhttp",
        versions = "[3.4,6)",
        description = "calls by method, host, status and exception")
final class OkHttpHooks {

    /** What the thread that put a call into the dispatcher's queue worked on. */
    private static final WeakIdentityMap<TraceContext> enqueued = new WeakIdentityMap<>();

    private OkHttpHooks() {}

    private record Started(HttpClient.Call call, @Nullable TraceContext previous) {}

    @Around(type = "okhttp3.RealCall", method = "enqueue", args = "okhttp3.Callback", exit = "")
    static void enqueue(Object self) {
        remember(self);
    }

    /** The same method since 4.3. */
    @Around(
            type = "okhttp3.internal.connection.RealCall",
            method = "enqueue",
            args = "okhttp3.Callback",
            exit = "",
            later = true)
    static void enqueueSince43(Object self) {
        remember(self);
    }

    private static void remember(Object call) {
        TraceContext trace = TraceContext.visible();
        if (trace != null) {
            enqueued.put(call, trace);
        }
    }

    @Around(
            type = "okhttp3.RealCall",
            method = "getResponseWithInterceptorChain",
            args = {})
    static @Nullable Started enter(Object self) {
        return start((Call) self);
    }

    /** The same method since 4.3. */
    @Around(
            type = "okhttp3.internal.connection.RealCall",
            method = "getResponseWithInterceptorChain$okhttp",
            args = {},
            later = true)
    static @Nullable Started enterSince43(Object self) {
        return start((Call) self);
    }

    private static @Nullable Started start(Call self) {
        Request request = self.request();
        TraceContext previous = TraceContext.current();
        TraceContext origin = enqueued.get(self);
        if (origin != null) {
            TraceContext.swap(origin);
        }
        HttpClient.Call call = null;
        try {
            call = HttpClient.start(request.method(), request.url().host(), request.header(TraceContext.TRACEPARENT));
            return call == null ? null : new Started(call, previous);
        } finally {
            if (call == null) {
                TraceContext.swap(previous);
            }
        }
    }

    static void exit(Started started, @Nullable Object result, @Nullable Throwable thrown) {
        TraceContext.swap(started.previous);
        HttpClient.stop(started.call, result instanceof Response response ? response.code() : 0, thrown);
    }

    /** Interceptors may build new requests, so each is looked at. */
    @ReplaceArgument(
            type = "okhttp3.internal.http.RealInterceptorChain",
            method = "proceed",
            args = {"okhttp3.Request"},
            index = 0)
    static Request proceed(Object self, Request request) {
        HttpClient.Call call = HttpClient.current();
        String traceparent = call == null ? null : call.traceparent();
        if (call == null || traceparent == null || request.header(TraceContext.TRACEPARENT) != null) {
            return request;
        }
        Request.Builder traced = request.newBuilder().header(TraceContext.TRACEPARENT, traceparent);
        String tracestate = call.tracestate();
        return (tracestate == null ? traced : traced.header(TraceContext.TRACESTATE, tracestate)).build();
    }
}
