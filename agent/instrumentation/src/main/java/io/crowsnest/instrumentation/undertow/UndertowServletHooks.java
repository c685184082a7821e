package io.crowsnest.instrumentation.undertow;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.ServletErrors;
import io.crowsnest.telemetry.ServletRoute;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import org.jspecify.annotations.Nullable;

/**
 * What servlets add to Undertow's requests. {@code handleFirstRequest} runs for a request and for its asynchronous dispatches,
 * not for forwards; {@code ServletDispatchingHandler} lets pass what the application throws, before an error page answers it.
 * No servlet type is mentioned, so that the same names do for javax and jakarta. A class of its own, because the core is
 * also used without servlets.
 */
@Instrumentation(
        id = "undertow-servlet",
        library = "io.undertow:undertow-servlet",
        versions = "[2.0.30,2.4)",
        description = "the route template of Spring MVC or the mapping of the servlet")
final class UndertowServletHooks {

    private static final String ID = "undertow-servlet";

    private UndertowServletHooks() {}

    @Around(
            type = "io.undertow.servlet.handlers.ServletInitialHandler",
            method = "handleFirstRequest",
            args = {"io.undertow.server.HttpServerExchange", "io.undertow.servlet.handlers.ServletRequestContext"},
            exit = "")
    static void servlet(Object self, HttpServerExchange exchange, ServletRequestContext context) {
        HttpServletRequestImpl request = context.getOriginalRequest();
        HttpServer.Request current = HttpServer.current();
        if (current != null && request.getAsyncContextInternal() == null) {
            current.route(mapping(context.getOriginalServletPathMatch(), request));
            exchange.addExchangeCompleteListener(new SpringRoute(current, request));
        }
    }

    @Around(
            type = "io.undertow.servlet.handlers.ServletDispatchingHandler",
            method = "handleRequest",
            args = "io.undertow.server.HttpServerExchange")
    static HttpServerExchange enter(Object self, HttpServerExchange exchange) {
        return exchange;
    }

    static void exit(HttpServerExchange exchange, @Nullable Throwable thrown) {
        if (thrown != null) {
            exchange.putAttachment(DefaultResponseListener.EXCEPTION, ServletErrors.thrown(thrown));
        }
    }

    /** The error page is dispatched like a request and would leave its own route behind. */
    @Around(
            type = "io.undertow.servlet.spec.RequestDispatcherImpl",
            method = "error",
            args = {"io.undertow.servlet.handlers.ServletRequestContext", ".."},
            exit = "")
    static void errorPage(Object self, ServletRequestContext context) {
        HttpServer.route(springRoute(context.getOriginalRequest()));
        HttpServer.keepRoute();
    }

    private static @Nullable String springRoute(HttpServletRequestImpl request) {
        return ServletRoute.spring(request.getAttribute(ServletRoute.SPRING));
    }

    private static @Nullable String mapping(ServletPathMatch match, HttpServletRequestImpl request) {
        return ServletRoute.of(
                request.getContextPath(),
                match.getMatched(),
                match.getServletChain().getManagedServlet().getServletInfo().getMappings());
    }

    /** Completion listeners run in reverse, so this comes before the request is counted. No guard of ours is around it. */
    private record SpringRoute(HttpServer.Request counted, HttpServletRequestImpl request)
            implements ExchangeCompletionListener {

        @Override
        public void exchangeEvent(HttpServerExchange exchange, NextListener next) {
            try {
                counted.route(springRoute(request));
            } catch (Throwable failure) {
                HookErrors.of(ID).increment();
            }
            next.proceed();
        }
    }
}
