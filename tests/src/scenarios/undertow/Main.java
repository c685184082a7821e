import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Handlers on Undertow's core: nothing there has a route. */
public final class Main {

    private static final ExecutorService LATER = Executors.newCachedThreadPool();

    public static void main(String[] args) throws Exception {
        PathHandler paths = new PathHandler()
                .addExactPath("/", exchange -> exchange.getResponseSender().send("root"))
                .addExactPath("/ok", exchange -> exchange.getResponseSender().send("ok"))
                .addExactPath("/created", exchange -> exchange.setStatusCode(201))
                .addExactPath("/moved", exchange -> {
                    exchange.setStatusCode(302);
                    exchange.getResponseHeaders().put(Headers.LOCATION, "/ok");
                })
                .addExactPath("/bad", exchange -> exchange.setStatusCode(400))
                .addExactPath("/broken", exchange -> {
                    throw new IllegalStateException("on purpose");
                })
                .addExactPath("/async", exchange -> exchange.dispatch(
                        LATER, () -> exchange.getResponseSender().send("later")))
                .addExactPath("/worker", exchange -> exchange.dispatch(
                        later -> later.getResponseSender().send("later")))
                .addExactPath("/endless", exchange -> exchange.dispatch(Main::endless));
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(paths)
                .build();
        server.start();

        System.out.println("request GET / 200 root none");
        System.out.println("request GET /ok 200 UNKNOWN none");
        System.out.println("request POST /created 201 UNKNOWN none");
        System.out.println("request GET /moved 302 REDIRECTION none");
        System.out.println("request GET /bad 400 UNKNOWN none");
        System.out.println("request GET /broken 500 UNKNOWN IllegalStateException");
        System.out.println("request GET /async 200 UNKNOWN none");
        System.out.println("request GET /worker 200 UNKNOWN none");
        System.out.println("request GET /elsewhere/{n} 404 NOT_FOUND none");
        System.out.println("abort PATCH /endless 200 UNKNOWN *");
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
