package io.crowsnest.instrumentation.jdkhttpserver;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.TraceContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The server of the JDK makes one exchange per request and then passes it to the filters. It has no event for the end, and no
 * place for our state: both are the stream of the answer, which handlers, filters and the exchange itself close when they are
 * done. Answers without a body end with their headers. What no context is responsible for never becomes an exchange and
 * is counted where it is rejected.
 */
@Instrumentation(
        id = "jdk-httpserver",
        library = "JDK:com.sun.net.httpserver",
        versions = "[17,)",
        description = "HTTP requests with the path of the context")
final class JdkHttpServerHooks {

    private static final String ID = "jdk-httpserver";

    private JdkHttpServerHooks() {}

    @OnReturn(
            type = {"sun.net.httpserver.HttpExchangeImpl", "sun.net.httpserver.HttpsExchangeImpl"},
            method = "<init>")
    static void begin(HttpExchange self) {
        HttpServer.Request request = HttpServer.start(
                self.getRequestHeaders().getFirst(TraceContext.TRACEPARENT),
                self.getRequestHeaders().getFirst(TraceContext.TRACESTATE));
        self.setStreams(null, new Answer(self, request, self.getResponseBody()));
    }

    /** Filters call the chain again, deeper; only the first call is the whole. */
    @Around(
            type = "com.sun.net.httpserver.Filter.Chain",
            method = "doFilter",
            args = "com.sun.net.httpserver.HttpExchange")
    static @Nullable Answer enter(Filter.Chain self, HttpExchange exchange) {
        Answer answer = answer(exchange);
        if (answer == null || TraceContext.current() == answer.request.trace()) {
            return null;
        }
        answer.request.enter();
        return answer;
    }

    /** The server closes the connection of a handler that throws. */
    static void exit(Answer answer, @Nullable Throwable thrown) {
        answer.request.leave();
        if (thrown != null) {
            answer.end(thrown);
        }
    }

    @Around(
            type = {"sun.net.httpserver.HttpExchangeImpl", "sun.net.httpserver.HttpsExchangeImpl"},
            method = "sendResponseHeaders",
            args = {"int", "long"},
            exit = "sent")
    static @Nullable Answer send(HttpExchange self, int status, long length) {
        boolean bodiless = length == -1 || status < 200 || status == 204 || status == 304;
        return bodiless || self.getRequestMethod().equals("HEAD") ? answer(self) : null;
    }

    static void sent(Answer answer, @Nullable Throwable thrown) {
        if (thrown == null) {
            answer.end(null);
        }
    }

    /** Closing an exchange before its headers are sent drops the connection, and the stream is not asked. */
    @Around(
            type = {"sun.net.httpserver.HttpExchangeImpl", "sun.net.httpserver.HttpsExchangeImpl"},
            method = "close",
            args = {},
            exit = "closed")
    static @Nullable Answer close(HttpExchange self) {
        return answer(self);
    }

    static void closed(Answer answer, @Nullable Throwable thrown) {
        answer.end(null);
    }

    /** Malformed requests are rejected, too: they are no requests. */
    @Around(
            type = "sun.net.httpserver.ServerImpl.Exchange",
            method = "reject",
            args = {"int", "java.lang.String", "java.lang.String"},
            exit = "")
    static void reject(Object self, int status, String requestLine) {
        if (status == 404 || status == 500) {
            String method = requestLine.substring(0, Math.max(0, requestLine.indexOf(' ')));
            HttpServer.stop(HttpServer.start(null, null), method, null, null, status, null);
        }
    }

    private static @Nullable Answer answer(HttpExchange exchange) {
        return exchange.getResponseBody() instanceof Answer answer ? answer : null;
    }

    /** The body of the answer, passed on as it is. */
    private static final class Answer extends OutputStream {

        private final HttpExchange exchange;
        private final HttpServer.Request request;

        /** Kept, because the exchange asks its connection, which may be at the next request when this one ends. */
        private final String context;

        private final OutputStream body;
        private final AtomicBoolean ended = new AtomicBoolean();

        Answer(HttpExchange exchange, HttpServer.Request request, OutputStream body) {
            this.exchange = exchange;
            this.request = request;
            this.context = exchange.getHttpContext().getPath();
            this.body = body;
        }

        @Override
        public void write(int b) throws IOException {
            body.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            body.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            body.flush();
        }

        @Override
        public void close() throws IOException {
            try {
                body.close();
            } finally {
                end(null);
            }
        }

        /** No guard of ours is around {@link #close}. */
        void end(@Nullable Throwable thrown) {
            try {
                if (ended.compareAndSet(false, true)) {
                    int status = exchange.getResponseCode();
                    HttpServer.stop(
                            request,
                            exchange.getRequestMethod(),
                            context.equals("/") ? null : context,
                            exchange.getRequestURI().getPath(),
                            status < 0 && thrown != null ? 500 : status,
                            thrown);
                }
            } catch (Throwable failure) {
                HookErrors.of(ID).increment();
            }
        }
    }
}
