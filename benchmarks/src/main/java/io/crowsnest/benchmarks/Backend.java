package io.crowsnest.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Stands for Elasticsearch and for the Datadog Agent: takes whatever comes and says that all is well. */
final class Backend implements AutoCloseable {

    private static final String DENYING = "/denied";
    private static final int UNAUTHORIZED = 401;

    private static final String ELASTICSEARCH_JSON = "application/vnd.elasticsearch+json;compatible-with=8";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "backend");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong documents = new AtomicLong();

    Backend() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.createContext(DENYING, Backend::deny);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Where every request is refused for its credentials. */
    URI denyingUrl() {
        return URI.create(url() + DENYING);
    }

    /** How many log documents came so far. */
    long documents() {
        return documents.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith("/_bulk")) {
                int count = linesOf(exchange) / 2;
                documents.addAndGet(count);
                String items = String.join(",", Collections.nCopies(count, "{\"create\":{\"status\":201}}"));
                exchange.getResponseHeaders().set("X-elastic-product", "Elasticsearch");
                reply(exchange, ELASTICSEARCH_JSON, "{\"errors\":false,\"took\":1,\"items\":[" + items + "]}");
            } else {
                exchange.getRequestBody().readAllBytes();
                reply(exchange, "application/json", "{}");
            }
        }
    }

    private static void deny(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("X-elastic-product", "Elasticsearch");
            exchange.sendResponseHeaders(UNAUTHORIZED, -1);
        }
    }

    private static int linesOf(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = exchange.getRequestBody();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(packed ? new GZIPInputStream(body) : body, StandardCharsets.UTF_8))) {
            return (int) lines.lines().count();
        }
    }

    private static void reply(HttpExchange exchange, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
