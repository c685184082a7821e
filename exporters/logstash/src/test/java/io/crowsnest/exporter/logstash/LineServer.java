package io.crowsnest.exporter.logstash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/** Reads lines, as an input {@code tcp} does. */
final class LineServer implements AutoCloseable {

    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger connections = new AtomicInteger();
    /** Before it reads from a connection. */
    volatile long pauseMillis;

    private final String scheme;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    LineServer(String scheme, LumberjackServer.Sockets sockets) throws IOException {
        this.scheme = scheme;
        listener = sockets.create();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        threads.execute(this::listen);
    }

    URI url() {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort());
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> read(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void read(Socket socket) {
        try (socket;
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            if (socket instanceof SSLSocket secure) {
                secure.startHandshake();
            }
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException | InterruptedException closed) {
            // By the client or by the test.
        }
    }

    /** As a reload of the pipeline does. */
    void closeConnections() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    /** Waits until so many lines have come. */
    List<String> await(int number) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (lines.size() < number && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return List.copyOf(lines);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeConnections();
        threads.shutdownNow();
        try {
            // Until then the port still takes connections.
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
