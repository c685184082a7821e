package io.crowsnest.instrumentation.vertx;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.TraceContext;
import io.crowsnest.telemetry.WeakIdentityMap;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.StreamResetException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 never becomes Netty's HTTP objects here. A request is a stream of Vert.x's own, that is told of what arrives by the
 * {@code on} methods, on the event loop, writes its answer by the {@code doWrite} methods, and is told once when Netty closes it: after the
 * last frame was written, or when either side resets it or leaves. The names are the same in Vert.x 4 and 5.0.
 */
@Instrumentation(
        id = "vertx-http2",
        library = "io.vertx:vertx-core",
        versions = "[4.0,5.1)",
        description = "HTTP/2 requests; routes come from Vert.x Web")
final class VertxHttp2Hooks {

    private static final String STREAM = "io.vertx.core.http.impl.VertxHttp2Stream";
    private static final String SERVER_STREAM = "io.vertx.core.http.impl.Http2ServerStream";

    /** Those of servers; streams of clients are of the same type. */
    private static final WeakIdentityMap<Http2Exchange> exchanges = new WeakIdentityMap<>();

    /** Method and path of headers that have just arrived: Vert.x takes them out before it tells the stream. */
    private static final WeakIdentityMap<RequestTarget> arrived = new WeakIdentityMap<>();

    private VertxHttp2Hooks() {}

    private record RequestTarget(String method, @Nullable String path) {}

    @Around(
            type = "io.vertx.core.http.impl.Http2ServerConnection",
            method = "onHeadersRead",
            args = {"int", "io.netty.handler.codec.http2.Http2Headers", ".."},
            exit = "")
    static void arrive(Object self, int stream, Http2Headers headers) {
        String method = text(headers.method());
        if (method != null) {
            arrived.put(headers, new RequestTarget(method, text(headers.path())));
        }
    }

    @Around(
            type = SERVER_STREAM,
            method = "onHeaders",
            args = {"io.netty.handler.codec.http2.Http2Headers", ".."})
    static HttpServer.Request begin(Object self, Http2Headers headers) {
        Http2Exchange exchange = exchanges.get(self);
        if (exchange == null) {
            HttpServer.Request request = HttpServer.start(
                    text(headers.get(TraceContext.TRACEPARENT)), text(headers.get(TraceContext.TRACESTATE)));
            RequestTarget target = arrived.remove(headers);
            exchange = new Http2Exchange(
                    request, target == null ? null : target.method(), target == null ? null : target.path());
            exchanges.put(self, exchange);
        }
        exchange.request().enter();
        return exchange.request();
    }

    @Around(type = STREAM, method = "onData", args = "io.vertx.core.buffer.Buffer")
    static HttpServer.@Nullable Request data(Object self) {
        return enter(self);
    }

    @Around(type = STREAM, method = "onEnd", args = "io.vertx.core.MultiMap")
    static HttpServer.@Nullable Request end(Object self) {
        return enter(self);
    }

    @Around(
            type = STREAM,
            method = "onWritabilityChanged",
            args = {})
    static HttpServer.@Nullable Request drain(Object self) {
        return enter(self);
    }

    @Around(type = STREAM, method = "onReset", args = "long")
    static HttpServer.@Nullable Request reset(Object self, long code) {
        Http2Exchange exchange = exchanges.get(self);
        if (exchange != null) {
            exchange.fail(new StreamResetException(code));
        }
        return enter(self);
    }

    private static HttpServer.@Nullable Request enter(Object stream) {
        Http2Exchange exchange = exchanges.get(stream);
        if (exchange == null) {
            return null;
        }
        exchange.request().enter();
        return exchange.request();
    }

    static void exit(HttpServer.Request request, @Nullable Throwable thrown) {
        request.leave();
    }

    @Around(
            type = SERVER_STREAM,
            method = "doWriteHeaders",
            args = {"io.netty.handler.codec.http2.Http2Headers", "boolean", ".."},
            exit = "")
    static void writeHeaders(Object self, Http2Headers headers, boolean last) {
        Http2Exchange exchange = exchanges.get(self);
        if (exchange != null) {
            exchange.answer(headers.status(), last);
        }
    }

    @Around(
            type = STREAM,
            method = "doWriteData",
            args = {"io.netty.buffer.ByteBuf", "boolean", ".."},
            exit = "")
    static void writeData(Object self, Object data, boolean last) {
        Http2Exchange exchange = exchanges.get(self);
        if (exchange != null) {
            exchange.answer(null, last);
        }
    }

    @Around(
            type = STREAM,
            method = "onClose",
            args = {},
            exit = "")
    static void close(Object self) {
        Http2Exchange exchange = exchanges.remove(self);
        if (exchange != null) {
            exchange.close();
        }
    }

    private static @Nullable String text(@Nullable CharSequence header) {
        return header == null ? null : header.toString();
    }
}
