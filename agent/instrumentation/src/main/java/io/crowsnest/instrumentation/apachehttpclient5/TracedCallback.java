package io.crowsnest.instrumentation.apachehttpclient5;

import io.crowsnest.telemetry.TraceContext;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/** Is told of the end, once and in whatever way, and tells the application's own callback in the context of the caller. */
record TracedCallback<T>(@Nullable FutureCallback<T> callback, AsyncExchange exchange) implements FutureCallback<T> {

    @Override
    public void completed(T result) {
        exchange.complete();
        tell(own -> own.completed(result));
    }

    @Override
    public void failed(Exception thrown) {
        exchange.fail(thrown);
        tell(own -> own.failed(thrown));
    }

    @Override
    public void cancelled() {
        exchange.fail(new CancellationException());
        tell(FutureCallback::cancelled);
    }

    private void tell(Consumer<FutureCallback<T>> end) {
        if (callback == null) {
            return;
        }
        TraceContext previous = TraceContext.swap(exchange.caller());
        try {
            end.accept(callback);
        } finally {
            TraceContext.swap(previous);
        }
    }
}
