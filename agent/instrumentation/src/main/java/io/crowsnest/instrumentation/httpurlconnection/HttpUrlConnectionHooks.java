package io.crowsnest.instrumentation.httpurlconnection;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpClient;
import io.crowsnest.telemetry.HttpClient.Call;
import io.crowsnest.telemetry.TraceContext;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A connection is one call: it begins with the first of {@code connect}, {@code getOutputStream} and {@code getInputStream}, and
 * ends when {@code getInputStream} has the answer, to which everything that asks for status or headers leads, or when one of
 * them fails. What is never read is no call. Connections of https pass through a delegate that inherits these methods, all but
 * {@code connect}.
 */
@Instrumentation(
        id = "httpurlconnection",
        library = "java.net.HttpURLConnection",
        versions = "[17,26)",
        description = "calls by method, host, status and exception")
final class HttpUrlConnectionHooks {

    private static final String CONNECTION = "sun.net.www.protocol.http.HttpURLConnection";

    private static final WeakIdentityMap<Exchange> exchanges = new WeakIdentityMap<>();

    private HttpUrlConnectionHooks() {}

    /** The call of a connection. Like the connection it belongs to one thread at a time. */
    private static final class Exchange {
        private @Nullable Call call;
        private @Nullable HttpURLConnection inside;
    }

    @Around(
            type = {CONNECTION, "sun.net.www.protocol.https.AbstractDelegateHttpsURLConnection"},
            method = "connect",
            args = {},
            exit = "sent")
    static @Nullable Exchange connect(HttpURLConnection self) {
        return enter(self, self.getDoOutput());
    }

    @Around(
            type = CONNECTION,
            method = "getOutputStream",
            args = {},
            exit = "sent")
    static @Nullable Exchange write(HttpURLConnection self) {
        return enter(self, self.getDoOutput());
    }

    @Around(
            type = CONNECTION,
            method = "getInputStream",
            args = {},
            exit = "answered")
    static @Nullable Exchange read(HttpURLConnection self) {
        return enter(self, false);
    }

    private static @Nullable Exchange enter(HttpURLConnection self, boolean writes) {
        Exchange exchange = exchanges.get(self);
        if (exchange == null) {
            exchange = new Exchange();
            exchange.call = start(self, writes);
            exchanges.put(self, exchange);
        }
        if (exchange.call == null || exchange.inside != null) {
            return null;
        }
        exchange.inside = self;
        return exchange;
    }

    private static @Nullable Call start(HttpURLConnection self, boolean writes) {
        String method = self.getRequestMethod();
        String own = self.getRequestProperty(TraceContext.TRACEPARENT);
        // The connection turns GET into POST as soon as something is written.
        Call started = HttpClient.start(
                writes && method.equals("GET") ? "POST" : method, self.getURL().getHost(), own);
        Call sent = started != null ? started : HttpClient.current();
        String traceparent = sent == null || own != null ? null : sent.traceparent();
        if (sent != null && traceparent != null) {
            self.setRequestProperty(TraceContext.TRACEPARENT, traceparent);
            String tracestate = sent.tracestate();
            if (tracestate != null) {
                self.setRequestProperty(TraceContext.TRACESTATE, tracestate);
            }
        }
        return started;
    }

    static void sent(Exchange exchange, @Nullable Throwable thrown) {
        Call call = exchange.call;
        exchange.inside = null;
        if (call == null) {
            return;
        }
        // The protocol is broken where the application asks for what it cannot have; the answer may still be read.
        if (thrown == null || thrown instanceof ProtocolException) {
            call.detach();
        } else {
            exchange.call = null;
            HttpClient.stop(call, 0, thrown);
        }
    }

    static void answered(Exchange exchange, @Nullable Throwable thrown) {
        Call call = exchange.call;
        HttpURLConnection connection = exchange.inside;
        if (call != null && connection != null) {
            int status = status(connection);
            exchange.call = null;
            // That there is no stream to read is how this API says 404; the call itself went well.
            HttpClient.stop(call, status, status >= 400 ? null : thrown);
        }
        exchange.inside = null;
    }

    /** Known by now: asking makes the connection repeat its answer or its failure, and read nothing. */
    private static int status(HttpURLConnection connection) {
        try {
            return Math.max(connection.getResponseCode(), 0);
        } catch (IOException | RuntimeException failed) {
            return 0;
        }
    }
}
