package io.crowsnest.instrumentation.netty;

import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.TraceContext;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Sees the requests and answers of one channel pass. Answers come in the order of the requests, so the first one that is open
 * gets the next answer; it has ended when the last of it is written out. While events go up to the application, the trace of
 * the request that was read last is current.
 *
 * <p>Netty calls this outside the guard of the hook: our failures end here, events are always passed on.
 */
final class RequestHandler extends ChannelDuplexHandler {

    private static final HookErrors ERRORS = HookErrors.of(NettyHooks.ID);

    private final ChannelHandler codec;

    /** Whose answer comes next; the others follow it. */
    private @Nullable Exchange first;

    private @Nullable Exchange last;

    RequestHandler(ChannelHandler codec) {
        this.codec = codec;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean inUse = true;
        try {
            if (message instanceof HttpRequest request) {
                begin(request);
            } else if (!(message instanceof HttpObject)) {
                inUse = context.pipeline().context(codec) != null;
            }
        } catch (Throwable failure) {
            ERRORS.increment();
        }
        TraceContext previous = enter();
        try {
            context.fireChannelRead(message);
        } finally {
            TraceContext.swap(previous);
        }
        if (!inUse) {
            remove(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        TraceContext previous = enter();
        try {
            context.fireChannelReadComplete();
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        TraceContext previous = enter();
        try {
            context.fireChannelWritabilityChanged();
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        TraceContext previous = enter();
        try {
            context.fireUserEventTriggered(event);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        TraceContext previous = enter();
        try {
            context.fireExceptionCaught(thrown);
        } finally {
            TraceContext.swap(previous);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        TraceContext previous = enter();
        try {
            context.fireChannelInactive();
        } finally {
            TraceContext.swap(previous);
            abort();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        abort();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // It is the promise.
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ChannelPromise passed = promise;
        Exchange answered = null;
        try {
            answered = answer(message);
            if (answered != null) {
                passed = promise.unvoid();
                passed.addListener(answered);
            }
        } catch (Throwable failure) {
            ERRORS.increment();
        }
        context.write(message, passed);
        if (answered != null && answered.upgraded) {
            remove(context);
        }
    }

    private @Nullable TraceContext enter() {
        Exchange current = last;
        return TraceContext.swap(current == null ? null : current.request.trace());
    }

    private void begin(HttpRequest message) {
        boolean malformed = message.decoderResult().isFailure();
        Exchange exchange = new Exchange(
                HttpServer.start(
                        message.headers().get(TraceContext.TRACEPARENT),
                        message.headers().get(TraceContext.TRACESTATE)),
                malformed ? null : message.method().name(),
                malformed ? null : message.uri());
        if (last == null || first == null) {
            first = exchange;
        } else {
            last.next = exchange;
        }
        last = exchange;
    }

    /** The exchange that is complete with this message, if one is. */
    private @Nullable Exchange answer(Object message) {
        Exchange exchange = first;
        if (exchange == null) {
            return null;
        }
        if (message instanceof HttpResponse response) {
            exchange.answer(response);
        }
        if (exchange.informational) {
            exchange.informational = !(message instanceof LastHttpContent);
            return null;
        }
        if (exchange.upgraded || message instanceof LastHttpContent) {
            first = exchange.next;
            return exchange;
        }
        return null;
    }

    private void abort() {
        while (first != null) {
            Exchange exchange = first;
            first = exchange.next;
            exchange.end(exchange.endsWithConnection ? null : new ClosedChannelException());
        }
        last = null;
    }

    private void remove(ChannelHandlerContext context) {
        try {
            if (!context.isRemoved()) {
                context.pipeline().remove(this);
            }
        } catch (Throwable failure) {
            ERRORS.increment();
        }
    }

    /** A request and what is known of its answer. */
    private final class Exchange implements GenericFutureListener<Future<? super Void>> {
        private final HttpServer.Request request;
        private final @Nullable String method;
        private final @Nullable String uri;
        private @Nullable Exchange next;
        private int status;
        private boolean informational;
        private boolean upgraded;
        private boolean goesOnAsHttp2;
        private boolean endsWithConnection;

        Exchange(HttpServer.Request request, @Nullable String method, @Nullable String uri) {
            this.request = request;
            this.method = method;
            this.uri = uri;
        }

        void answer(HttpResponse response) {
            int code = response.status().code();
            informational = code < 200 && code != 101;
            if (informational) {
                return;
            }
            status = code;
            upgraded = code == 101 || (code < 300 && HttpMethod.CONNECT.name().equals(method));
            goesOnAsHttp2 = code == 101 && "h2c".equals(response.headers().get(HttpHeaderNames.UPGRADE));
            boolean empty = HttpUtil.getContentLength(response, 0L) == 0;
            endsWithConnection = empty && !HttpUtil.isTransferEncodingChunked(response);
        }

        @Override
        public void operationComplete(Future<? super Void> written) {
            Throwable cause = written.cause();
            // Netty has classes of its own for it.
            end(cause instanceof ClosedChannelException ? new ClosedChannelException() : cause);
            if (last == this) {
                last = null;
            }
        }

        void end(@Nullable Throwable thrown) {
            try {
                if (goesOnAsHttp2 && thrown == null) {
                    HttpServer.goesOn(request);
                } else {
                    int query = uri == null ? -1 : uri.indexOf('?');
                    String path = uri == null || query < 0 ? uri : uri.substring(0, query);
                    HttpServer.stop(request, method, null, path, status, thrown);
                }
            } catch (Throwable failure) {
                ERRORS.increment();
            }
        }
    }
}
