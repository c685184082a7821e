package io.crowsnest.instrumentation.undertow;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.TraceContext;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/**
 * All protocols hand a request to {@code Connectors.executeRootHandler}, and so does every later dispatch to another thread:
 * the first call begins the request. It ends when the exchange tells its completion listeners, once, after the last byte.
 */
@Instrumentation(
        id = "undertow",
        library = "io.undertow:undertow-core",
        versions = "[2.0.30,2.5)",
        description = "HTTP requests; routes come from what runs on it")
final class UndertowHooks {

    private static final String ID = "undertow";
    private static final AttachmentKey<HttpServer.Request> REQUEST = AttachmentKey.create(HttpServer.Request.class);

    private UndertowHooks() {}

    @Around(
            type = "io.undertow.server.Connectors",
            method = "executeRootHandler",
            args = {"io.undertow.server.HttpHandler", "io.undertow.server.HttpServerExchange"})
    static HttpServer.Request enter(HttpHandler handler, HttpServerExchange exchange) {
        HttpServer.Request request = exchange.getAttachment(REQUEST);
        if (request == null) {
            HeaderMap headers = exchange.getRequestHeaders();
            request = HttpServer.start(
                    headers.getFirst(TraceContext.TRACEPARENT), headers.getFirst(TraceContext.TRACESTATE));
            exchange.putAttachment(REQUEST, request);
            exchange.addExchangeCompleteListener(new Completion(request));
        }
        request.enter();
        return request;
    }

    static void exit(HttpServer.Request request, @Nullable Throwable thrown) {
        request.leave();
    }

    /** Undertow calls it outside of any guard of ours. */
    private record Completion(HttpServer.Request request) implements ExchangeCompletionListener {

        @Override
        public void exchangeEvent(HttpServerExchange exchange, NextListener next) {
            try {
                if (goesOnAsHttp2(exchange)) {
                    HttpServer.goesOn(request);
                } else {
                    HttpServer.stop(
                            request,
                            exchange.getRequestMethod().toString(),
                            null,
                            exchange.getRequestPath(),
                            exchange.getStatusCode(),
                            exchange.getAttachment(DefaultResponseListener.EXCEPTION));
                }
            } catch (Throwable failure) {
                HookErrors.of(ID).increment();
            }
            next.proceed();
        }

        /** Then the same request comes again, as the first stream of the connection. */
        private static boolean goesOnAsHttp2(HttpServerExchange exchange) {
            return exchange.getStatusCode() == StatusCodes.SWITCHING_PROTOCOLS
                    && "h2c".equals(exchange.getResponseHeaders().getFirst(Headers.UPGRADE));
        }
    }
}
