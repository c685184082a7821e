import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Contexts on the JDK's own server. */
public final class Main {

    private static final ExecutorService LATER = Executors.newCachedThreadPool();

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/ok", exchange -> answer(exchange, 200));
        server.createContext("/created", exchange -> exchange.sendResponseHeaders(201, -1));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ok");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/bad", exchange -> answer(exchange, 400));
        server.createContext("/broken", exchange -> {
            exchange.sendResponseHeaders(500, 0);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
            throw new IllegalStateException("on purpose");
        });
        server.createContext("/async", exchange -> LATER.execute(() -> answerLater(exchange)));
        server.createContext("/endless", Main::endless);
        HttpContext filtered = server.createContext("/filtered", exchange -> answer(exchange, 200));
        filtered.getFilters().add(new Wrapping());
        filtered.getFilters().add(new Wrapping());
        server.start();

        System.out.println("request GET /ok/{n} 200 /ok none");
        System.out.println("request HEAD /ok/{n} 200 /ok none");
        System.out.println("request POST /created 201 /created none");
        System.out.println("request GET /moved 302 /moved none");
        System.out.println("request GET /bad 400 /bad none");
        System.out.println("request GET /filtered 200 /filtered none");
        System.out.println("request GET /async/{n} 200 /async none");
        System.out.println("request GET /elsewhere/{n} 404 NOT_FOUND none");
        System.out.println("abort GET /broken 500 /broken *");
        System.out.println("abort GET /endless 200 /endless *");
        System.out.println("listening " + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        byte[] body = "answer".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static void answerLater(HttpExchange exchange) {
        try {
            answer(exchange, 200);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        byte[] block = new byte[1 << 16];
        while (true) {
            out.write(block);
        }
    }

    /** As compression does it: the streams are the filter's own from here on. */
    private static final class Wrapping extends Filter {

        @Override
        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            exchange.setStreams(null, new FilterOutputStream(exchange.getResponseBody()));
            chain.doFilter(exchange);
        }

        @Override
        public String description() {
            return "wraps";
        }
    }
}
