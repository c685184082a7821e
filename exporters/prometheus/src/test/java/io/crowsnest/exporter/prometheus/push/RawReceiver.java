package io.crowsnest.exporter.prometheus.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A receiver that answers with bytes of a test's choice; or one that takes connections and never reads. */
final class RawReceiver implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket();
    private final List<Socket> open = new ArrayList<>();
    private final String answer;

    private RawReceiver(String answer) throws IOException {
        this.answer = answer;
        // So that little of what is written has a place.
        listener.setReceiveBufferSize(4096);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::serve, "raw-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says this to everybody, lines ended by line feeds, before it has read anything. */
    static RawReceiver answering(String lines) throws IOException {
        return new RawReceiver(lines.replace("\n", "\r\n"));
    }

    /** Says nothing and reads nothing. */
    static RawReceiver deaf() throws IOException {
        return new RawReceiver("");
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = listener.accept();
                synchronized (open) {
                    open.add(socket);
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (open) {
            for (Socket each : open) {
                each.close();
            }
        }
    }
}
