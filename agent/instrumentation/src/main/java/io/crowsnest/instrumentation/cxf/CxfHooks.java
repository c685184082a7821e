package io.crowsnest.instrumentation.cxf;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.JaxRsRoute;
import java.net.URI;
import org.apache.cxf.interceptor.Fault;
import org.apache.cxf.jaxrs.model.MethodInvocationInfo;
import org.apache.cxf.jaxrs.model.OperationResourceInfo;
import org.apache.cxf.jaxrs.model.OperationResourceInfoStack;
import org.apache.cxf.jaxrs.model.URITemplate;
import org.apache.cxf.jaxrs.utils.HttpUtils;
import org.apache.cxf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * Every operation that matched is pushed onto a stack that the message has, the sub-resource locators on the way to it first,
 * before filters, a resource method or an exception mapper run. Before that the route is that of the endpoint. No type of JAX-RS is mentioned, so that the same names do for CXF 3
 * (javax) and 4 (jakarta).
 */
@Instrumentation(
        id = "cxf",
        library = "org.apache.cxf:cxf-rt-frontend-jaxrs",
        versions = "[3.4,5)",
        description = "the route: templates of application, class and method joined; unhandled exceptions")
final class CxfHooks {

    private CxfHooks() {}

    @Around(
            type = "org.apache.cxf.jaxrs.interceptor.JAXRSInInterceptor",
            method = "handleMessage",
            args = "org.apache.cxf.message.Message",
            exit = "")
    static void arrived(Object self, Message message) {
        HttpServer.route(JaxRsRoute.join(base(message), "*"));
    }

    @Around(
            type = "org.apache.cxf.jaxrs.utils.JAXRSUtils",
            method = "pushOntoStack",
            args = {"org.apache.cxf.jaxrs.model.OperationResourceInfo", ".."},
            exit = "")
    static void matched(OperationResourceInfo operation, Object values, Message message) {
        if (!operation.isSubResourceLocator()) {
            HttpServer.route(route(operation, message));
        }
    }

    /** No mapper answers for what becomes no response here, and CXF answers itself. */
    @Around(
            type = "org.apache.cxf.jaxrs.utils.JAXRSUtils",
            method = "convertFaultToResponse",
            args = {"java.lang.Throwable", "org.apache.cxf.message.Message"})
    static @Nullable Throwable enter(@Nullable Throwable failure) {
        return failure instanceof Fault && failure.getCause() != null ? failure.getCause() : failure;
    }

    static void exit(Throwable failure, @Nullable Object response, @Nullable Throwable thrown) {
        HttpServer.Request request = HttpServer.current();
        if (response == null && request != null) {
            request.fail(failure);
        }
    }

    /** Only the outermost class stands in the path; below a locator it is the locator's template. */
    private static String route(OperationResourceInfo operation, Message message) {
        OperationResourceInfoStack above = message.get(OperationResourceInfoStack.class);
        OperationResourceInfo outermost =
                above == null || above.isEmpty() ? operation : above.get(0).getMethodInfo();
        String route = JaxRsRoute.join(
                base(message), template(outermost.getClassResourceInfo().getURITemplate()));
        if (above != null) {
            for (MethodInvocationInfo each : above) {
                route = JaxRsRoute.join(route, template(each.getMethodInfo().getURITemplate()));
            }
        }
        return JaxRsRoute.join(route, template(operation.getURITemplate()));
    }

    private static @Nullable String base(Message message) {
        return URI.create(HttpUtils.getEndpointAddress(message)).getPath();
    }

    private static @Nullable String template(@Nullable URITemplate template) {
        return template == null ? null : template.getValue();
    }
}
