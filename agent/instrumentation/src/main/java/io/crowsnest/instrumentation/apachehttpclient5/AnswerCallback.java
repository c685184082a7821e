package io.crowsnest.instrumentation.apachehttpclient5;

import org.apache.hc.core5.concurrent.FutureCallback;

/**
 * Ends a call that is answered, before those wake who wait for its future. One that fails is left to the callback of the call: a
 * connection that goes away can fail it twice, on two threads, and only the future knows which of them the application sees.
 */
record AnswerCallback<T>(FutureCallback<T> callback, AsyncExchange exchange) implements FutureCallback<T> {

    @Override
    public void completed(T result) {
        exchange.complete();
        callback.completed(result);
    }

    @Override
    public void failed(Exception thrown) {
        callback.failed(thrown);
    }

    @Override
    public void cancelled() {
        callback.cancelled();
    }
}
