package io.crowsnest.exporter.elasticsearch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passes requests on and cuts connections when an answer comes: the server has done its work then, and the client doesn't
 * know. Every other connection is cut at its first answer, the rest after a while.
 */
final class LossyProxy implements AutoCloseable {

    private static final int PIECES_OF_A_GOOD_CONNECTION = 25;

    final AtomicInteger cuts = new AtomicInteger();

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final URI target;

    LossyProxy(URI target) throws IOException {
        this.target = target;
        threads.execute(this::listen);
    }

    URI url() {
        return URI.create("http://localhost:" + listener.getLocalPort());
    }

    private void listen() {
        try {
            for (int number = 0; true; number++) {
                int pieces = number % 2 == 0 ? 0 : PIECES_OF_A_GOOD_CONNECTION;
                Socket client = listener.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                threads.execute(() -> pump(client, server, Integer.MAX_VALUE));
                threads.execute(() -> pump(server, client, pieces));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pump(Socket from, Socket to, int pieces) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[64 << 10];
            int passed = 0;
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (passed++ == pieces) {
                    cuts.incrementAndGet();
                    return;
                }
                out.write(piece, 0, length);
            }
        } catch (IOException closed) {
            // The other direction has closed both.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
