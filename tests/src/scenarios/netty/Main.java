import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Handlers behind Netty's own codec, which is one handler on every other connection and two on the rest. */
public final class Main {

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();

    public static void main(String[] args) throws Exception {
        NioEventLoopGroup group = new NioEventLoopGroup(2);
        Channel server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (CONNECTIONS.getAndIncrement() % 2 == 0) {
                            channel.pipeline().addLast(new HttpServerCodec());
                        } else {
                            channel.pipeline().addLast(new HttpResponseEncoder(), new HttpRequestDecoder());
                        }
                        channel.pipeline()
                                .addLast(new HttpServerKeepAliveHandler(), new HttpObjectAggregator(1 << 16), new Answers());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();

        System.out.println("request GET /ok/{n} 200 UNKNOWN none");
        System.out.println("request GET / 200 root none");
        System.out.println("request GET /?page={n} 200 root none");
        System.out.println("request POST /created 201 UNKNOWN none");
        System.out.println("request GET /moved 302 REDIRECTION none");
        System.out.println("request GET /later/{n} 200 UNKNOWN none");
        System.out.println("request GET /missing/{n} 404 NOT_FOUND none");
        System.out.println("request GET /broken/{n} 500 UNKNOWN none");
        System.out.println("abort GET /endless 200 UNKNOWN ClosedChannelException");
        System.out.println("abort GET /untilclose 200 UNKNOWN none");
        System.out.println("listening " + ((InetSocketAddress) server.localAddress()).getPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String path = request.uri().split("[/?]", -1)[1];
            switch (path) {
                case "" -> answer(context, 200);
                case "ok" -> answer(context, 200);
                case "created" -> answer(context, 201);
                case "moved" -> answer(context, 302);
                case "later" -> context.executor().schedule(() -> answer(context, 200), 1, TimeUnit.MILLISECONDS);
                case "broken" -> throw new IllegalStateException("on purpose");
                case "endless" -> endless(context);
                case "untilclose" -> untilClose(context);
                default -> answer(context, 404);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            if (thrown instanceof IllegalStateException) {
                answer(context, 500);
            } else {
                context.close();
            }
        }

        private static void answer(ChannelHandlerContext context, int status) {
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(status),
                    Unpooled.copiedBuffer("answer", StandardCharsets.US_ASCII));
            HttpUtil.setContentLength(response, 6);
            context.writeAndFlush(response, context.voidPromise());
        }

        private static void endless(ChannelHandlerContext context) {
            DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            HttpUtil.setTransferEncodingChunked(response, true);
            context.write(response);
            next(context);
        }

        private static void next(ChannelHandlerContext context) {
            context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1 << 16])))
                    .addListener((ChannelFutureListener) written -> {
                        if (written.isSuccess()) {
                            next(context);
                        }
                    });
        }

        /** As HTTP/1.0 did: the end of the connection is the end of the answer. */
        private static void untilClose(ChannelHandlerContext context) {
            context.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
            context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[1000])))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
