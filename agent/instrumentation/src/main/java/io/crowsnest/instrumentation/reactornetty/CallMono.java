package io.crowsnest.instrumentation.reactornetty;

import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.TraceContext;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientConfig;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Measures each subscription as a call: until the last of the answer has been read, whoever reads it, until it fails, or until the
 * application lets it go, which is no failure. Reactor calls this outside the guard of the hook: our failures end here, signals are
 * always passed on.
 */
final class CallMono extends Mono<Connection> {

    private static final HookErrors ERRORS = HookErrors.of(ReactorNettyHooks.ID);

    private final Mono<? extends Connection> source;
    private final HttpClientConfig config;

    CallMono(Mono<? extends Connection> source, HttpClientConfig config) {
        this.source = source;
        this.config = config;
    }

    /** The call that a request belongs to, which its subscriber has put into the context that Reactor hands down. */
    static @Nullable CallSubscriber of(ContextView context) {
        return context.getOrDefault(CallSubscriber.class, null);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Connection> actual) {
        CallSubscriber subscriber = null;
        try {
            HttpClient.Call call = HttpClient.start(
                    config.method().name(), host(config), config.headers().get(TraceContext.TRACEPARENT));
            subscriber = call == null ? null : new CallSubscriber(actual, call);
        } catch (Throwable failure) {
            ERRORS.increment();
        }
        if (subscriber == null) {
            source.subscribe(actual);
            return;
        }
        try {
            source.subscribe(subscriber);
        } finally {
            subscriber.call.detach();
        }
    }

    private static @Nullable String host(HttpClientConfig config) {
        String uri = config.uri();
        if (uri == null || uri.startsWith("/")) {
            uri = config.baseUrl();
        }
        if (uri != null) {
            try {
                return URI.create(uri).getHost();
            } catch (IllegalArgumentException unusual) {
                return null;
            }
        }
        SocketAddress address =
                config.remoteAddress() == null ? null : config.remoteAddress().get();
        return address instanceof InetSocketAddress socket ? socket.getHostString() : null;
    }

    /** A request that is being prepared, and what was current on the thread before. */
    record Entered(
            CallSubscriber call,
            HttpHeaders headers,
            @Nullable TraceContext previous) {}

    /** One call; in its context, whoever asks for the answer goes on. */
    static final class CallSubscriber implements CoreSubscriber<Connection>, Subscription {
        private final CoreSubscriber<? super Connection> actual;
        private final HttpClient.Call call;
        private final @Nullable TraceContext caller = TraceContext.current();
        private final Context context;
        private final AtomicBoolean ended = new AtomicBoolean();

        /** Whose answer has begun. What others do, of a redirect or a second attempt, says nothing of the call. */
        private volatile @Nullable Connection answering;

        private volatile int status;
        private @Nullable Subscription subscription;

        CallSubscriber(CoreSubscriber<? super Connection> actual, HttpClient.Call call) {
            this.actual = actual;
            this.call = call;
            context = actual.currentContext().put(CallSubscriber.class, this);
        }

        Entered enter(HttpHeaders headers) {
            return new Entered(this, headers, TraceContext.swap(caller));
        }

        /**
         * When the request has got the headers of the client, which replace all that were there, and again when the application has
         * done with them what it wants: it may have replaced them, or put its own in.
         */
        void send(HttpHeaders headers) {
            String traceparent = headers.contains(TraceContext.TRACEPARENT) ? null : call.traceparent();
            if (traceparent != null) {
                headers.set(TraceContext.TRACEPARENT, traceparent);
                String tracestate = call.tracestate();
                if (tracestate != null) {
                    headers.set(TraceContext.TRACESTATE, tracestate);
                }
            }
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription source) {
            subscription = source;
            actual.onSubscribe(this);
        }

        /** The headers are there. A WebSocket begins where the call ends. */
        @Override
        public void onNext(Connection connection) {
            try {
                status = connection instanceof HttpClientResponse answer
                        ? answer.status().code()
                        : 0;
                answering = connection;
                if (connection instanceof WebsocketInbound) {
                    end(status, null);
                }
            } catch (Throwable failure) {
                ERRORS.increment();
            }
            TraceContext previous = TraceContext.swap(caller);
            try {
                actual.onNext(connection);
            } finally {
                TraceContext.swap(previous);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            end(0, thrown);
            TraceContext previous = TraceContext.swap(caller);
            try {
                actual.onError(thrown);
            } finally {
                TraceContext.swap(previous);
            }
        }

        @Override
        public void onComplete() {
            if (answering == null) {
                end(0, null);
            }
            TraceContext previous = TraceContext.swap(caller);
            try {
                actual.onComplete();
            } finally {
                TraceContext.swap(previous);
            }
        }

        @Override
        public void request(long count) {
            Subscription source = subscription;
            if (source != null) {
                source.request(count);
            }
        }

        /** Whoever has the answer may cancel this and read on: WebClient does. */
        @Override
        public void cancel() {
            if (answering == null) {
                end(0, new CancellationException());
            }
            Subscription source = subscription;
            if (source != null) {
                source.cancel();
            }
        }

        /** The connection has read all of the answer, or the application has let it go. */
        void answered(Connection connection) {
            if (connection == answering) {
                end(status, null);
            }
        }

        /** The connection failed. Before the headers that may yet be tried again. */
        void failed(Connection connection, Throwable thrown) {
            if (connection == answering) {
                end(0, thrown);
            }
        }

        private void end(int code, @Nullable Throwable thrown) {
            try {
                if (ended.compareAndSet(false, true)) {
                    HttpClient.stop(call, code, thrown);
                }
            } catch (Throwable failure) {
                ERRORS.increment();
            }
        }
    }
}
