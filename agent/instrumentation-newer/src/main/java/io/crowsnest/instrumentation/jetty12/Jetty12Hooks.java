package io.crowsnest.instrumentation.jetty12;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.ServletErrors;
import io.crowsnest.telemetry.ServletRoute;
import io.crowsnest.telemetry.TraceContext;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Since Jetty 12 requests pass through {@code Server.handle}, with and without servlets, and end with their stream: once, after
 * the last byte or when it fails. The stream also sees the status that was sent, which is not always that of the response
 * that handlers see: errors have one of their own.
 */
@Instrumentation(
        id = "jetty-12",
        library = "org.eclipse.jetty:jetty-server",
        versions = "[12.0,12.2)",
        description = "HTTP requests; routes come from what runs on it")
final class Jetty12Hooks {

    static final String ID = "jetty-12";
    static final String ATTRIBUTE = "io.crowsnest.request";

    private Jetty12Hooks() {}

    @Around(
            type = "org.eclipse.jetty.server.Server",
            method = "handle",
            args = {
                "org.eclipse.jetty.server.Request",
                "org.eclipse.jetty.server.Response",
                "org.eclipse.jetty.util.Callback"
            })
    static Exchange enter(Server self, Request request) {
        Exchange exchange = new Exchange(HttpServer.start(
                request.getHeaders().get(TraceContext.TRACEPARENT),
                request.getHeaders().get(TraceContext.TRACESTATE)));
        request.setAttribute(ATTRIBUTE, exchange);
        request.addHttpStreamWrapper(stream -> new Stream(stream, request, exchange));
        exchange.request.enter();
        return exchange;
    }

    static void exit(Exchange exchange, @Nullable Throwable thrown) {
        exchange.request.leave();
        if (thrown != null) {
            exchange.thrown = thrown;
        }
    }

    static @Nullable String springRoute(Request request) {
        return ServletRoute.spring(request.getAttribute(ServletRoute.SPRING));
    }

    /** What we keep about a request, as an attribute of it. */
    static final class Exchange {

        final HttpServer.Request request;
        volatile boolean servletReached;
        private volatile int status;
        private volatile @Nullable Throwable thrown;

        Exchange(HttpServer.Request request) {
            this.request = request;
        }
    }

    /** Jetty calls it outside of any guard of ours. */
    private static final class Stream extends HttpStream.Wrapper {

        private final Request request;
        private final Exchange exchange;

        Stream(HttpStream stream, Request request, Exchange exchange) {
            super(stream);
            this.request = request;
            this.exchange = exchange;
        }

        @Override
        public void send(
                MetaData.@Nullable Request sent,
                MetaData.@Nullable Response response,
                boolean last,
                @Nullable ByteBuffer content,
                Callback callback) {
            if (response != null) {
                exchange.status = response.getStatus();
            }
            super.send(sent, response, last, content, callback);
        }

        @Override
        public void succeeded() {
            end();
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            end();
            super.failed(failure);
        }

        private void end() {
            try {
                exchange.request.route(springRoute(request));
                HttpServer.stop(
                        exchange.request,
                        request.getMethod(),
                        null,
                        request.getHttpURI().getPath(),
                        exchange.status,
                        thrown());
            } catch (Throwable failure) {
                HookErrors.of(ID).increment();
            }
        }

        private @Nullable Throwable thrown() {
            Throwable thrown = exchange.thrown;
            return thrown != null ? thrown : ServletErrors.thrown(request.getAttribute(ErrorHandler.ERROR_EXCEPTION));
        }
    }
}
