package io.crowsnest.tests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Takes the place of Elasticsearch where a test wants nothing but the documents: accepts all of them. */
final class LogCollector implements AutoCloseable {

    private static final Pattern TEXT_FIELD = Pattern.compile("\"([^\"]+)\":\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"");

    static final String DOCUMENT = "";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Map<String, String>> documents = new ConcurrentLinkedQueue<>();

    LogCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The documents so far, each with its text fields as they are in the JSON, and as a whole in {@link #DOCUMENT}. */
    List<Map<String, String>> documents() {
        return List.copyOf(documents);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> lines = lines(exchange);
            exchange.getResponseHeaders().set("X-elastic-product", "Elasticsearch");
            String type = "application/json";
            String answer = "{}";
            if (exchange.getRequestURI().getPath().endsWith("/_bulk")) {
                for (int i = 1; i < lines.size(); i += 2) {
                    documents.add(fields(lines.get(i)));
                }
                type = "application/vnd.elasticsearch+json;compatible-with=8";
                List<String> items = Collections.nCopies(lines.size() / 2, "{\"create\":{\"status\":201}}");
                answer = "{\"errors\":false,\"took\":1,\"items\":[" + String.join(",", items) + "]}";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static List<String> lines(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        InputStream body = exchange.getRequestBody();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(packed ? new GZIPInputStream(body) : body, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static Map<String, String> fields(String document) {
        Map<String, String> fields = new TreeMap<>();
        fields.put(DOCUMENT, document);
        Matcher matcher = TEXT_FIELD.matcher(document);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
