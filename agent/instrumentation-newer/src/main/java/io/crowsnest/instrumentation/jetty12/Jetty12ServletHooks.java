package io.crowsnest.instrumentation.jetty12;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.instrumentation.jetty12.Jetty12Hooks.Exchange;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.ServletRoute;
import io.crowsnest.telemetry.TraceContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What servlets add to the requests of Jetty 12. {@code ServletChannel.handle} runs once for each thread that works on a
 * request. A class of its own, because the core is also used without servlets.
 */
@Instrumentation(
        id = "jetty-12-servlet",
        library = "org.eclipse.jetty.ee10:jetty-ee10-servlet",
        versions = "[12.0,12.2)",
        description = "the route template of Spring MVC or the mapping of the servlet")
final class Jetty12ServletHooks {

    private Jetty12ServletHooks() {}

    @Around(
            type = "org.eclipse.jetty.ee10.servlet.ServletChannel",
            method = "handle",
            args = {})
    static HttpServer.@Nullable Request enter(ServletChannel self) {
        if (self.getRequest().getAttribute(Jetty12Hooks.ATTRIBUTE) instanceof Exchange exchange
                && TraceContext.current() != exchange.request.trace()) {
            exchange.request.enter();
            return exchange.request;
        }
        return null;
    }

    static void exit(HttpServer.Request request, @Nullable Throwable thrown) {
        request.leave();
    }

    /** Only the servlet that is reached first is what the client asked for; others are forwards and error pages. */
    @Around(
            type = "org.eclipse.jetty.ee10.servlet.ServletHolder",
            method = "handle",
            args = {"jakarta.servlet.ServletRequest", "jakarta.servlet.ServletResponse"},
            exit = "")
    static void servlet(Object self, ServletRequest request) {
        if (request.getAttribute(Jetty12Hooks.ATTRIBUTE) instanceof Exchange exchange
                && !exchange.servletReached
                && request instanceof HttpServletRequest http) {
            exchange.servletReached = true;
            HttpServer.route(ServletRoute.of(
                    http.getContextPath(),
                    http.getServletPath(),
                    List.of(http.getHttpServletMapping().getPattern())));
        }
    }

    /** The error page is dispatched like a request, and Spring would leave the page's route behind. */
    @Around(
            type = "org.eclipse.jetty.ee10.servlet.ErrorHandler",
            method = "handle",
            args = {
                "org.eclipse.jetty.server.Request",
                "org.eclipse.jetty.server.Response",
                "org.eclipse.jetty.util.Callback"
            },
            exit = "")
    static void errorPage(Object self, Request request) {
        HttpServer.route(Jetty12Hooks.springRoute(request));
        HttpServer.keepRoute();
    }
}
