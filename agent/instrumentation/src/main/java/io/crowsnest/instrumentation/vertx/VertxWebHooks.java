package io.crowsnest.instrumentation.vertx;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Every handler of a route that matched is run by {@code RouteState.handleContext}; the last route is the one that answered.
 * The requests themselves are counted by the hooks of Netty. The names are the same in Vert.x 4 and 5.
 *
 * <p>The mount point of a router below another is a path as the client sent it if it is mounted with parameters. Then the
 * template that it is mounted with is the route of all that is below it.
 */
@Instrumentation(
        id = "vertx-web",
        library = "io.vertx:vertx-web",
        versions = "[4.0,6)",
        description = "route templates and unhandled exceptions of HTTP requests")
final class VertxWebHooks {

    private VertxWebHooks() {}

    @Around(
            type = "io.vertx.ext.web.impl.RouteState",
            method = "handleContext",
            args = "io.vertx.ext.web.impl.RoutingContextImplBase",
            exit = "")
    static void handle(Object self, RoutingContext context) {
        HttpServer.route(template(context));
    }

    @Around(
            type = "io.vertx.ext.web.impl.RouterImpl",
            method = "handleContext",
            args = "io.vertx.ext.web.RoutingContext",
            exit = "")
    static void handleBelow(Router self, RoutingContext context) {
        Route route = context.currentRoute();
        HttpServer.Request request = HttpServer.current();
        if (request != null && route != null && route.isRegexPath()) {
            request.keepRoute(template(context));
        }
    }

    @Around(
            type = "io.vertx.ext.web.impl.RoutingContextImplBase",
            method = "unhandledFailure",
            args = {"int", "java.lang.Throwable", "io.vertx.ext.web.impl.RouterImpl"},
            exit = "")
    static void fail(Object self, int status, Throwable thrown) {
        HttpServer.Request request = HttpServer.current();
        boolean isAnswer = status >= 400 && status < 500;
        if (request != null && thrown != null && !isAnswer) {
            request.fail(thrown);
        }
    }

    /** Null for a regular expression, and for what may match everything, such as the route of a body handler. */
    private static @Nullable String template(RoutingContext context) {
        Route route = context.currentRoute();
        String path = route == null ? null : route.getPath();
        String mounted = context.mountPoint();
        if (path == null || mounted == null || mounted.equals("/")) {
            return "/".equals(path) ? null : path;
        }
        String prefix = mounted.endsWith("/") ? mounted.substring(0, mounted.length() - 1) : mounted;
        return path.equals("/") ? prefix : prefix.concat(path);
    }
}
