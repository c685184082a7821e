package io.crowsnest.instrumentation.jersey;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.JaxRsRoute;
import java.util.List;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.internal.process.RequestProcessingContext;
import org.glassfish.jersey.uri.UriTemplate;
import org.jspecify.annotations.Nullable;

/**
 * All matching happens in {@code RoutingStage.apply}, sub-resource locators included, before a resource method runs or an
 * exception mapper answers. No type of JAX-RS is mentioned, so that the same names do for Jersey 2 (javax), 3 and 4 (jakarta).
 */
@Instrumentation(
        id = "jersey",
        library = "org.glassfish.jersey.core:jersey-server",
        versions = "[2.26,3),[3.1,5)",
        description = "the route: templates of application, class and method joined")
final class JerseyHooks {

    private JerseyHooks() {}

    @Around(
            type = "org.glassfish.jersey.server.internal.routing.RoutingStage",
            method = "apply",
            args = "org.glassfish.jersey.server.internal.process.RequestProcessingContext")
    static RequestProcessingContext enter(Object self, RequestProcessingContext context) {
        return context;
    }

    /** Without an endpoint only a part of the path has matched, and that is no route, unless a locator threw. */
    static void exit(RequestProcessingContext context, @Nullable Throwable thrown) {
        if (thrown != null || context.routingContext().getEndpoint() != null) {
            HttpServer.route(route(context.routingContext()));
        }
    }

    /** The templates come innermost first; the base is where the application is mapped to. */
    private static @Nullable String route(ExtendedUriInfo info) {
        List<UriTemplate> templates = info.getMatchedTemplates();
        if (templates.isEmpty()) {
            return null;
        }
        String route = info.getBaseUri().getPath();
        for (int i = templates.size() - 1; i >= 0; i--) {
            route = JaxRsRoute.join(route, templates.get(i).getTemplate());
        }
        return route;
    }
}
