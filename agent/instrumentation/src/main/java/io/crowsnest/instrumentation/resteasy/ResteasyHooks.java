package io.crowsnest.instrumentation.resteasy;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.JaxRsRoute;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import org.jboss.resteasy.spi.ApplicationException;
import org.jboss.resteasy.spi.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * An invoker, of a method or of a sub-resource locator, does not know its template, but every one is put into a registry with
 * it, by {@code RootNode.addInvoker}: that of class and method joined, or below a locator that of the method. Invokers run one
 * inside the other, so the route grows on the way. A locator that throws leaves the mapping of the servlet as the route.
 *
 * <p>No type of JAX-RS is mentioned, so that the same names do for RESTEasy 3 to 5 (javax) and 6 and 7 (jakarta).
 */
@Instrumentation(
        id = "resteasy",
        library = "org.jboss.resteasy:resteasy-core",
        versions = "[3.15,8)",
        description = "the route: templates of application, class and method joined; unhandled exceptions")
final class ResteasyHooks {

    /** The route so far, as an attribute of the request. */
    private static final String ROUTE = "io.crowsnest.route";

    private static final MethodHandle BASE = base();

    private static final WeakIdentityMap<String> templates = new WeakIdentityMap<>();

    private ResteasyHooks() {}

    @Around(
            type = "org.jboss.resteasy.core.registry.RootNode",
            method = "addInvoker",
            args = {"java.lang.String", ".."},
            exit = "")
    static void register(Object self, String template, Object invoker) {
        templates.put(invoker, template);
    }

    @Around(
            type = "org.jboss.resteasy.core.ResourceLocatorInvoker",
            method = "invokeOnTargetObject",
            args = {"org.jboss.resteasy.spi.HttpRequest", ".."},
            exit = "")
    static void locate(Object self, HttpRequest request) throws Throwable {
        request.setAttribute(ROUTE, route(self, request));
    }

    @Around(
            type = "org.jboss.resteasy.core.ResourceMethodInvoker",
            method = "invoke",
            args = {"org.jboss.resteasy.spi.HttpRequest", "org.jboss.resteasy.spi.HttpResponse", "java.lang.Object"},
            exit = "")
    static void invoke(Object self, HttpRequest request) throws Throwable {
        HttpServer.route(route(self, request));
        request.removeAttribute(ROUTE);
    }

    /** No mapper answers for what is thrown from here. */
    @Around(
            type = "org.jboss.resteasy.core.SynchronousDispatcher",
            method = "writeException",
            args = {
                "org.jboss.resteasy.spi.HttpRequest",
                "org.jboss.resteasy.spi.HttpResponse",
                "java.lang.Throwable",
                "java.util.function.Consumer"
            })
    static @Nullable Throwable enter(
            Object self, HttpRequest request, @Nullable Object response, @Nullable Throwable failure) {
        return failure == null ? null : unwrapped(failure);
    }

    static void exit(Throwable failure, @Nullable Throwable thrown) {
        HttpServer.Request request = HttpServer.current();
        if (thrown != null && request != null) {
            request.fail(failure);
        }
    }

    /** Answers where no mapper of the application does, since 6.1. */
    @Around(
            type = "org.jboss.resteasy.core.providerfactory.DefaultExceptionMapper",
            method = "toResponse",
            args = "java.lang.Throwable",
            exit = "",
            later = true)
    static void unmapped(Object self, Throwable failure) {
        HttpServer.Request request = HttpServer.current();
        Throwable own = unwrapped(failure);
        if (request != null && !own.getClass().getName().startsWith("jakarta.ws.rs.")) {
            request.fail(own);
        }
    }

    /** What the application threw, without what RESTEasy puts around it. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof ApplicationException && cause != null ? cause : failure;
    }

    private static String route(Object invoker, HttpRequest request) throws Throwable {
        String base = request.getAttribute(ROUTE) instanceof String above
                ? above
                : ((URI) BASE.invokeExact(request)).getPath();
        return JaxRsRoute.join(base, templates.get(invoker));
    }

    /** {@code request.getUri().getBaseUri()}, whose type in between is another one in each line. */
    private static MethodHandle base() {
        try {
            Class<?> uri = HttpRequest.class.getMethod("getUri").getReturnType();
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            return MethodHandles.filterReturnValue(
                    lookup.findVirtual(HttpRequest.class, "getUri", MethodType.methodType(uri)),
                    lookup.findVirtual(uri, "getBaseUri", MethodType.methodType(URI.class)));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the address of a request is not where it was", e);
        }
    }
}
