package io.crowsnest.instrumentation.jetty;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.ServletErrors;
import io.crowsnest.telemetry.ServletRoute;
import io.crowsnest.telemetry.TraceContext;
import java.util.List;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.servlet.ServletMapping;
import org.jspecify.annotations.Nullable;

/**
 * Requests begin when a channel has parsed one ({@code onRequest}, whatever the protocol) and end in
 * {@code onCompleted}: once per request, after the error page, the last asynchronous dispatch and the last byte, while the
 * request still knows its attributes. Between them {@code handle} runs once for each thread that works on it. Names are the
 * same in Jetty 9.4, 10 (javax) and 11 (jakarta) as long as no servlet type is mentioned, so none is.
 */
@Instrumentation(
        id = "jetty",
        library = "org.eclipse.jetty:jetty-server",
        versions = "[9.4.20,12)",
        description = "HTTP requests with the route template of Spring MVC or the mapping of the servlet")
final class JettyHooks {

    private static final String ATTRIBUTE = "io.crowsnest.request";

    private JettyHooks() {}

    private static final class Exchange {
        private final HttpServer.Request request;
        private boolean servletReached;

        Exchange(HttpServer.Request request) {
            this.request = request;
        }
    }

    /** What turns out to be malformed, or to expect what Jetty does not know, is announced a second time. */
    @OnReturn(
            type = "org.eclipse.jetty.server.HttpChannel",
            method = "onRequest",
            args = "org.eclipse.jetty.http.MetaData.Request")
    static void begin(HttpChannel self) {
        Request request = self.getRequest();
        if (exchange(request) != null) {
            return;
        }
        request.setAttribute(
                ATTRIBUTE,
                new Exchange(HttpServer.start(
                        request.getHeader(TraceContext.TRACEPARENT), request.getHeader(TraceContext.TRACESTATE))));
    }

    /**
     * Jetty 10 and 11 announce a request before they know that its connection goes on with HTTP/2, which answers it as its first
     * stream. Nobody completes it then, and it has lost its attributes when this ends.
     */
    @Around(
            type = "org.eclipse.jetty.server.HttpChannelOverHttp",
            method = "upgrade",
            args = {},
            exit = "upgraded")
    static @Nullable Exchange upgrade(HttpChannel self) {
        return exchange(self.getRequest());
    }

    static void upgraded(Exchange exchange, @Nullable Object upgraded, @Nullable Throwable thrown) {
        if (Boolean.TRUE.equals(upgraded)) {
            HttpServer.goesOn(exchange.request);
        }
    }

    @Around(
            type = "org.eclipse.jetty.server.HttpChannel",
            method = "handle",
            args = {})
    static HttpServer.@Nullable Request enter(HttpChannel self) {
        Exchange exchange = exchange(self.getRequest());
        if (exchange == null) {
            return null;
        }
        exchange.request.enter();
        return exchange.request;
    }

    static void exit(HttpServer.Request request, @Nullable Throwable thrown) {
        request.leave();
    }

    /** Only the servlet that is reached first is what the client asked for; others are forwards and error pages. */
    @Around(
            type = "org.eclipse.jetty.servlet.ServletHolder",
            method = "handle",
            args = {"org.eclipse.jetty.server.Request", ".."},
            exit = "")
    static void servlet(ServletHolder self, Request request) {
        Exchange exchange = exchange(request);
        if (exchange != null && !exchange.servletReached) {
            exchange.servletReached = true;
            HttpServer.route(mapping(self, request));
        }
    }

    /** What makes the error page dispatches like a request, and Spring would leave the page's route behind. */
    @Around(
            type = "org.eclipse.jetty.server.handler.ErrorHandler",
            method = "handle",
            args = {"java.lang.String", "org.eclipse.jetty.server.Request", ".."},
            exit = "")
    static void errorPage(Object self, String target, Request request) {
        Exchange exchange = exchange(request);
        if (exchange != null) {
            exchange.request.route(springRoute(request));
            exchange.request.keepRoute(null);
        }
    }

    @Around(
            type = "org.eclipse.jetty.server.HttpChannel",
            method = "onCompleted",
            args = {},
            exit = "")
    static void completed(HttpChannel self) {
        Request request = self.getRequest();
        Exchange exchange = exchange(request);
        if (exchange == null) {
            return;
        }
        request.removeAttribute(ATTRIBUTE);
        exchange.request.route(springRoute(request));
        Object error = request.getAttribute(ServletErrors.JAKARTA);
        HttpServer.stop(
                exchange.request,
                request.getMethod(),
                null,
                request.getRequestURI(),
                status(self),
                ServletErrors.thrown(error != null ? error : request.getAttribute(ServletErrors.JAVAX)));
    }

    /** What was sent: the response that handlers see knows nothing of how Jetty itself answers a malformed request. */
    private static int status(HttpChannel channel) {
        MetaData.Response sent = channel.getCommittedMetaData();
        return sent == null || sent.getStatus() < 200 ? channel.getResponse().getStatus() : sent.getStatus();
    }

    private static @Nullable Exchange exchange(Request request) {
        return request.getAttribute(ATTRIBUTE) instanceof Exchange exchange ? exchange : null;
    }

    private static @Nullable String springRoute(Request request) {
        return ServletRoute.spring(request.getAttribute(ServletRoute.SPRING));
    }

    private static @Nullable String mapping(ServletHolder servlet, Request request) {
        for (ServletMapping mapping : servlet.getServletHandler().getServletMappings()) {
            if (mapping.getServletName().equals(servlet.getName())) {
                String route = ServletRoute.of(
                        request.getContextPath(), request.getServletPath(), List.of(mapping.getPathSpecs()));
                if (route != null) {
                    return route;
                }
            }
        }
        return null;
    }
}
