package io.crowsnest.instrumentation.netty;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultChannelPipeline;
import io.netty.channel.ServerChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A channel becomes an HTTP server when a codec is put into its pipeline. Every way to add or to replace a handler ends in
 * {@code callHandlerAdded0}, on the channel's own thread, with the handler in its place: there ours goes right behind the codec.
 * The method is the same in Netty 4.1 and 4.2.
 */
@Instrumentation(
        id = "netty",
        library = "io.netty:netty-codec-http",
        versions = "[4.1.49,5)",
        description = "HTTP requests of servers on Netty, such as Reactor Netty and Vert.x; HTTP/2 of Reactor Netty")
final class NettyHooks {

    static final String ID = "netty";

    private static final String HANDLER = "crowsnest.requests";
    private static final String HTTP = "io.netty.handler.codec.http";
    private static final String CODEC = HTTP + ".HttpServerCodec";
    private static final String DECODER = HTTP + ".HttpRequestDecoder";
    private static final String ENCODER = HTTP + ".HttpResponseEncoder";
    private static final String STREAM_CODEC = HTTP + "2.Http2StreamFrameToHttpObjectCodec";

    private NettyHooks() {}

    @Around(
            type = "io.netty.channel.DefaultChannelPipeline",
            method = "callHandlerAdded0",
            args = "io.netty.channel.AbstractChannelHandlerContext",
            exit = "added")
    static @Nullable ChannelHandlerContext add(DefaultChannelPipeline self, ChannelHandlerContext context) {
        return codec(context.handler()) == null ? null : context;
    }

    static void added(ChannelHandlerContext context, @Nullable Throwable thrown) {
        ChannelPipeline pipeline = context.pipeline();
        String codec = codec(context.handler());
        if (context.isRemoved() || pipeline.context(HANDLER) != null || codec == null) {
            return;
        }
        ChannelHandlerContext last = switch (codec) {
            case CODEC -> context;
            case STREAM_CODEC -> isServer(context.channel()) ? context : null;
            default -> lastOfPair(pipeline);
        };
        if (last != null) {
            boolean ownThread = last.executor() != last.channel().eventLoop();
            pipeline.addAfter(
                    ownThread ? last.executor() : null, last.name(), HANDLER, new RequestHandler(last.handler()));
        }
    }

    /** By name, because the jar with the codecs need not be there. */
    private static @Nullable String codec(ChannelHandler handler) {
        for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getName();
            if (name.startsWith(HTTP)) {
                switch (name) {
                    case CODEC, DECODER, ENCODER, STREAM_CODEC -> {
                        return name;
                    }
                    default -> {}
                }
            }
        }
        return null;
    }

    /** The codec of a stream is the same for clients; a stream's channel is a child of its connection's. */
    private static boolean isServer(Channel stream) {
        Channel connection = stream.parent();
        return connection != null && connection.parent() instanceof ServerChannel;
    }

    /** Behind both the decoder and the encoder, once both are there. */
    private static @Nullable ChannelHandlerContext lastOfPair(ChannelPipeline pipeline) {
        String first = null;
        for (Map.Entry<String, ChannelHandler> each : pipeline) {
            String codec = codec(each.getValue());
            if (DECODER.equals(codec) || ENCODER.equals(codec)) {
                if (first != null && !first.equals(codec)) {
                    return pipeline.context(each.getKey());
                }
                first = codec;
            }
        }
        return null;
    }
}
