import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Handlers on Undertow's core with HTTP/2 and a WebSocket. */
public final class Main {

    private static final ExecutorService LATER = Executors.newCachedThreadPool();

    public static void main(String[] args) throws Exception {
        PathHandler paths = new PathHandler()
                .addExactPath("/ok", exchange -> exchange.getResponseSender().send("ok"))
                .addExactPath("/created", exchange -> exchange.setStatusCode(201))
                .addExactPath("/broken", exchange -> {
                    throw new IllegalStateException("on purpose");
                })
                .addExactPath("/async", exchange -> exchange.dispatch(
                        LATER, () -> exchange.getResponseSender().send("later")))
                .addExactPath("/endless", exchange -> exchange.dispatch(Main::endless))
                .addPrefixPath("/echo", Handlers.websocket((exchange, socket) -> {
                    socket.getReceiveSetter().set(new AbstractReceiveListener() {
                        @Override
                        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
                            WebSockets.sendText(message.getData(), channel, null);
                        }
                    });
                    socket.resumeReceives();
                }));
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setHandler(paths)
                .build();
        server.start();

        System.out.println("request GET /ok 200 UNKNOWN none");
        System.out.println("request POST /created 201 UNKNOWN none");
        System.out.println("request GET /broken 500 UNKNOWN IllegalStateException");
        System.out.println("request GET /async 200 UNKNOWN none");
        System.out.println("request GET /elsewhere/{n} 404 NOT_FOUND none");
        System.out.println("abort PATCH /endless 200 UNKNOWN *");
        System.out.println("socket GET /echo/{n} 101 UNKNOWN none");
        System.out.println("speaks h2c");
        System.out.println("listening "
                + ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void endless(HttpServerExchange exchange) throws IOException {
        exchange.startBlocking();
        OutputStream out = exchange.getOutputStream();
        byte[] block = new byte[1 << 16];
        while (true) {
            out.write(block);
        }
    }
}
