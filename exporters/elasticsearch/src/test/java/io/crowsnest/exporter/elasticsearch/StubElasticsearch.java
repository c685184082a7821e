package io.crowsnest.exporter.elasticsearch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** Answers bulk requests as a test says; refuses with a 400 of its own every request that Elasticsearch wouldn't take. */
final class StubElasticsearch implements AutoCloseable {

    /**
     * What arrived.
     *
     * @param lines of the uncompressed body
     */
    record Request(String path, Map<String, List<String>> headers, List<String> lines) {
        int documents() {
            return lines.size() / 2;
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    /** What is sent back; status 0 closes the connection without an answer. */
    record Answer(int status, String body, Map<String, String> headers) {
        /** As headers: the body's length is said in full, and half of it sent. */
        static final Map<String, String> HALF = Map.of("half", "");

        Answer(int status, String body) {
            this(status, body, Map.of());
        }
    }

    final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    volatile Function<Request, Answer> script = StubElasticsearch::created;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String scheme;

    StubElasticsearch() throws IOException {
        this(null);
    }

    /** With TLS if there is a context. */
    StubElasticsearch(SSLContext tls) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(any, 0);
            scheme = "http";
        } else {
            HttpsServer https = HttpsServer.create(any, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = https;
            scheme = "https";
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
    }

    static Answer created(Request request) {
        return items(Collections.nCopies(request.documents(), "{\"create\":{\"status\":201}}"));
    }

    static Answer items(List<String> items) {
        return new Answer(200, "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body;
            try (GZIPInputStream gzip = new GZIPInputStream(exchange.getRequestBody())) {
                body = new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
            }
            Request request = new Request(
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body.lines().toList());
            check(exchange, request, body);
            requests.add(request);
            Answer answer = script.apply(request);
            if (answer.status() == 0) {
                return;
            }
            exchange.getResponseHeaders().set("X-elastic-product", "Elasticsearch");
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().values().removeIf(values -> values.contains(""));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody()
                    .write(bytes, 0, answer.headers() == Answer.HALF ? bytes.length / 2 : bytes.length);
        } catch (UncheckedIOException e) {
            faults.add(e.toString());
        }
    }

    private void check(HttpExchange exchange, Request request, String body) {
        verify("POST".equals(exchange.getRequestMethod()), "method");
        verify("gzip".equals(request.header("Content-encoding")), "compression");
        verify(
                "application/vnd.elasticsearch+x-ndjson; compatible-with=8".equals(request.header("Content-type")),
                "content type");
        verify(
                "application/vnd.elasticsearch+json; compatible-with=8".equals(request.header("Accept")),
                "accept " + request.header("Accept"));
        verify(body.endsWith("\n"), "last line end");
        verify(request.lines().size() % 2 == 0, "pairs of lines");
        for (int i = 0; i < request.lines().size(); i += 2) {
            verify(
                    request.lines().get(i).matches("\\{\"create\":\\{\"_id\":\"[-_A-Za-z0-9]{20}\"}}"),
                    "action " + request.lines().get(i));
        }
    }

    private void verify(boolean right, String what) {
        if (!right) {
            faults.add(what);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
