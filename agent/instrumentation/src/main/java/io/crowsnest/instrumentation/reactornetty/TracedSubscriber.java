package io.crowsnest.instrumentation.reactornetty;

import io.crowsnest.telemetry.TraceContext;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** Passes everything on in the context of the thread that subscribed. */
record TracedSubscriber(CoreSubscriber<Object> actual, TraceContext context) implements CoreSubscriber<Object> {

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        TraceContext previous = TraceContext.swap(context);
        try {
            actual.onSubscribe(subscription);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void onNext(Object item) {
        TraceContext previous = TraceContext.swap(context);
        try {
            actual.onNext(item);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        TraceContext previous = TraceContext.swap(context);
        try {
            actual.onError(thrown);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void onComplete() {
        TraceContext previous = TraceContext.swap(context);
        try {
            actual.onComplete();
        } finally {
            TraceContext.swap(previous);
        }
    }
}
