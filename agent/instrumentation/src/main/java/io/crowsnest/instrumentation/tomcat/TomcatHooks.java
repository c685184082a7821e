package io.crowsnest.instrumentation.tomcat;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.ServletErrors;
import io.crowsnest.telemetry.ServletRoute;
import io.crowsnest.telemetry.TraceContext;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.connector.Request;
import org.jspecify.annotations.Nullable;

/**
 * Requests begin where Coyote hands them to Catalina and end where Catalina recycles them: {@code Request.recycle} runs
 * exactly once per request, after the error page, after the last asynchronous dispatch, and while the request still knows
 * its status and attributes. Both names are the same in Tomcat 9 (javax) and in 10 and 11 (jakarta).
 */
@Instrumentation(
        id = "tomcat",
        library = "org.apache.tomcat.embed:tomcat-embed-core",
        versions = "[9.0,12)",
        description = "HTTP requests with the route template of Spring MVC or the mapping of the servlet")
final class TomcatHooks {

    /** Slot of the Coyote request that holds our state; applications cannot see it, Tomcat uses the first few of 32. */
    private static final int NOTE = 23;

    /** Of each servlet, which copies them whenever it is asked. */
    private static final WeakIdentityMap<List<String>> mappings = new WeakIdentityMap<>();

    private TomcatHooks() {}

    @Around(
            type = "org.apache.catalina.connector.CoyoteAdapter",
            method = "service",
            args = {"org.apache.coyote.Request", "org.apache.coyote.Response"})
    static org.apache.coyote.Request enter(CoyoteAdapter self, org.apache.coyote.Request request) {
        String traceparent = request.getHeader(TraceContext.TRACEPARENT);
        HttpServer.Request state =
                HttpServer.start(traceparent, traceparent == null ? null : request.getHeader(TraceContext.TRACESTATE));
        request.setNote(NOTE, state);
        state.enter();
        return request;
    }

    /** A request that fails before Catalina has made its own is never recycled. */
    static void exit(org.apache.coyote.Request request, @Nullable Throwable thrown) {
        TraceContext.swap(null);
        if (thrown != null && request.getNote(NOTE) instanceof HttpServer.Request state) {
            request.setNote(NOTE, null);
            HttpServer.stop(state, null, null, null, 500, thrown);
        }
    }

    /** What goes on with an asynchronous request after its first thread has left it. */
    @Around(
            type = "org.apache.catalina.connector.CoyoteAdapter",
            method = "asyncDispatch",
            args = {"org.apache.coyote.Request", "org.apache.coyote.Response", ".."},
            exit = "dispatched")
    static HttpServer.@Nullable Request dispatch(
            CoyoteAdapter self, org.apache.coyote.Request request, org.apache.coyote.Response response) {
        if (request.getNote(NOTE) instanceof HttpServer.Request state) {
            state.enter();
            // A connection that ends now sets another status, which nobody gets.
            if (response.isCommitted()) {
                long length = response.getContentLengthLong();
                state.sent(response.getStatus(), length >= 0 && response.getContentWritten() >= length);
            }
            return state;
        }
        return null;
    }

    static void dispatched(HttpServer.Request state, @Nullable Throwable thrown) {
        state.leave();
    }

    /** The error page is dispatched like a request and would leave its own route behind. */
    @Around(
            type = "org.apache.catalina.core.StandardHostValve",
            method = "custom",
            args = {
                "org.apache.catalina.connector.Request",
                "org.apache.catalina.connector.Response",
                "org.apache.tomcat.util.descriptor.web.ErrorPage"
            },
            exit = "")
    static void errorPage(Object self, Request request) {
        if (request.getCoyoteRequest().getNote(NOTE) instanceof HttpServer.Request state) {
            state.keepRoute(route(request));
        }
    }

    @Around(
            type = "org.apache.catalina.connector.Request",
            method = "recycle",
            args = {},
            exit = "")
    static void recycle(Request self) {
        org.apache.coyote.Request request = self.getCoyoteRequest();
        if (request != null && request.getNote(NOTE) instanceof HttpServer.Request state) {
            request.setNote(NOTE, null);
            String route = route(self);
            HttpServer.stop(
                    state,
                    self.getMethod(),
                    route,
                    // Becomes a string only when asked for; what has a route needs none.
                    route == null ? self.getRequestURI() : null,
                    self.getResponse().getStatus(),
                    thrown(self));
        }
    }

    private static @Nullable String route(Request request) {
        String template = ServletRoute.spring(request.getAttribute(ServletRoute.SPRING));
        if (template != null) {
            return template;
        }
        Wrapper servlet = request.getWrapper();
        Context context = request.getContext();
        return servlet == null || context == null ? null : mapping(servlet, context, request.getServletPath());
    }

    /** Not the request's own context path: Tomcat puts that together anew each time. */
    private static @Nullable String mapping(Wrapper servlet, Context context, @Nullable String servletPath) {
        List<String> known = mappings.get(servlet);
        String route = known == null ? null : ServletRoute.of(context.getPath(), servletPath, known);
        if (route == null) {
            known = List.of(servlet.findMappings());
            mappings.put(servlet, known);
            route = ServletRoute.of(context.getPath(), servletPath, known);
        }
        return route;
    }

    private static @Nullable Throwable thrown(Request request) {
        Object error = request.getAttribute(ServletErrors.JAKARTA);
        return ServletErrors.thrown(error != null ? error : request.getAttribute(ServletErrors.JAVAX));
    }
}
