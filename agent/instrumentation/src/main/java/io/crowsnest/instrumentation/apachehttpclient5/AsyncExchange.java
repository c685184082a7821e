package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.TraceContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One asynchronous call, from the request that its producer makes to what its callback is told. The client calls this outside
 * the guard of the hook: our failures end here.
 */
final class AsyncExchange {

    private static final HookErrors ERRORS = HookErrors.of(ApacheHttpClient5AsyncHooks.ID);

    private final @Nullable HttpHost target;
    private final @Nullable TraceContext caller = TraceContext.current();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Call call;
    private volatile int status;

    AsyncExchange(@Nullable HttpHost target) {
        this.target = target;
    }

    /** The context that the application made the call in. */
    @Nullable
    TraceContext caller() {
        return caller;
    }

    /** The producer has made its request. Returns the call; null if it is part of one that is counted already. */
    @Nullable
    Call begin(HttpRequest request) {
        try {
            Header own = request.getFirstHeader(TraceContext.TRACEPARENT);
            call = HttpClient.start(request.getMethod(), host(request), own == null ? null : own.getValue());
        } catch (Throwable failure) {
            ERRORS.increment();
        }
        return call;
    }

    /** This thread has started the call, or failed to. */
    void detach(@Nullable Throwable thrown) {
        Call started = call;
        if (started != null) {
            started.detach();
        }
        if (thrown != null) {
            fail(thrown);
        }
    }

    void answer(HttpResponse response) {
        status = response.getCode();
    }

    void complete() {
        end(status, null);
    }

    /** Without an answer, as the application sees it, even if the beginning of one had arrived. */
    void fail(Throwable thrown) {
        end(0, thrown);
    }

    private void end(int answered, @Nullable Throwable thrown) {
        try {
            Call started = call;
            if (started != null && ended.compareAndSet(false, true)) {
                HttpClient.stop(started, answered, thrown);
            }
        } catch (Throwable failure) {
            ERRORS.increment();
        }
    }

    private @Nullable String host(HttpRequest request) {
        if (target != null) {
            return target.getHostName();
        }
        return request.getAuthority() == null ? null : request.getAuthority().getHostName();
    }
}
