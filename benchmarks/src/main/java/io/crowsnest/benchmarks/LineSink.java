package io.crowsnest.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Stands for Logstash: reads lines from whoever connects, counts them and forgets them. */
final class LineSink implements AutoCloseable {

    private static final int BUFFER = 64 << 10;

    private final ServerSocket server;
    private final AtomicLong lines = new AtomicLong();

    LineSink() throws IOException {
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        start("sink", this::accept);
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** How many lines came so far. */
    long lines() {
        return lines.get();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                start("sink-client", () -> read(client));
            } catch (IOException e) {
                // Closed, or a client that has gone already: the next one, if any.
            }
        }
    }

    private void read(Socket client) {
        byte[] buffer = new byte[BUFFER];
        try (client) {
            InputStream in = client.getInputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                int count = 0;
                for (int i = 0; i < length; i++) {
                    count += buffer[i] == '\n' ? 1 : 0;
                }
                lines.addAndGet(count);
            }
        } catch (IOException e) {
            // The measured JVM was ended: that is how each run ends.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
