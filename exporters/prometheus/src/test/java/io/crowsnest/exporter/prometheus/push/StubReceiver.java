package io.crowsnest.exporter.prometheus.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A receiver that answers as a test wants, and keeps what it was sent. */
final class StubReceiver implements AutoCloseable {

    /** Says nothing until the receiver is closed. */
    static final int NEVER = 0;

    /** A request; {@code status} is what it was answered with. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Got(String method, String path, com.sun.net.httpserver.Headers headers, byte[] body, int status) {}

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String scheme;
    private final HttpServer server;
    private volatile String retryAfter = "";

    StubReceiver() throws IOException {
        this("http", HttpServer.create());
    }

    /** One that is spoken to over TLS. */
    static StubReceiver secured(SSLContext identity) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new StubReceiver("https", server);
    }

    private StubReceiver(String scheme, HttpServer server) throws IOException {
        this.scheme = scheme;
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The next requests are answered so; all others are accepted. */
    StubReceiver answering(Integer... next) {
        statuses.addAll(List.of(next));
        return this;
    }

    StubReceiver withRetryAfter(String seconds) {
        retryAfter = seconds;
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Integer next = statuses.poll();
        int status = next == null ? 204 : next;
        got.add(new Got(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                body,
                status));
        if (status == NEVER) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        byte[] reason = status == 204 ? new byte[0] : "because I say so\nat length".getBytes(StandardCharsets.UTF_8);
        // Zero is for chunks, less than that for nothing.
        exchange.sendResponseHeaders(status, status == 204 ? -1 : status == 500 ? 0 : reason.length);
        exchange.getResponseBody().write(reason);
        exchange.close();
    }

    URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Got> got() {
        return got;
    }

    /** What was accepted, read. */
    List<Pushed> accepted() {
        return got.stream()
                .filter(each -> each.status == 204)
                .map(each -> Pushed.of(each.body))
                .toList();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
