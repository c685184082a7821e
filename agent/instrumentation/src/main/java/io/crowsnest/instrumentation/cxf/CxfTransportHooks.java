package io.crowsnest.instrumentation.cxf;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import org.apache.cxf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message for an endpoint is set up in one place, whatever its binding: there CXF also leaves the path of the request, as sent, where
 * Spring MVC leaves its template. The address that the endpoint was published at is the route of its SOAP, and of its WSDL; JAX-RS knows
 * better later. No type of servlets is mentioned, so that the same names do for CXF 3 (javax) and 4 (jakarta).
 */
@Instrumentation(
        id = "cxf-http",
        library = "org.apache.cxf:cxf-rt-transports-http",
        versions = "[3.4,5)",
        description = "the route of SOAP: the address of the endpoint")
final class CxfTransportHooks {

    private CxfTransportHooks() {}

    @Around(
            type = "org.apache.cxf.transport.http.AbstractHTTPDestination",
            method = "setupMessage",
            args = {"org.apache.cxf.message.Message", ".."})
    static Message enter(Object self, Message message) {
        return message;
    }

    static void exit(Message message, @Nullable Throwable thrown) {
        if (message.get(Message.BASE_PATH) instanceof String address) {
            HttpServer.route(address);
        }
    }
}
