package io.crowsnest.tests;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the clients call: a small HTTP server on loopback that behaves, and misbehaves, by path, and remembers what arrived. It
 * has one thread per connection and ends with the test.
 */
final class UpstreamServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

    /** A request that arrived, with the values of all the headers that name a trace. */
    record Arrival(String path, List<String> traceparents) {}

    UpstreamServer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** An address at which nobody listens. */
    static String refusing() {
        try (ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + closed.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                List<String> head = head(in);
                goesOn = head != null && answer(head, in, socket);
            }
        } catch (IOException gone) {
            // Clients leave as they like.
        }
    }

    private boolean answer(List<String> head, InputStream in, Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        String[] request = head.get(0).split(" ", -1);
        String path = request[1];
        arrivals.add(new Arrival(path, values(head, "traceparent")));
        if (!values(head, "expect").isEmpty()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        readBody(head, in);
        switch (path) {
            case "/slow" -> {
                // Until the client gives up.
                while (in.read() >= 0) {}
                return false;
            }
            case "/reset" -> {
                socket.setSoLinger(true, 0);
                return false;
            }
            case "/cut-head" -> {
                out.write("HTTP/1.1 200 OK\r\nContent-Le".getBytes(StandardCharsets.US_ASCII));
                return false;
            }
            case "/cut-body" -> {
                out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning".getBytes(StandardCharsets.US_ASCII));
                return false;
            }
            default -> respond(request[0], path, out);
        }
        return true;
    }

    private static void respond(String method, String path, OutputStream out) throws IOException {
        int status = switch (path) {
            case "/created" -> 201;
            case "/moved" -> 302;
            case "/bad" -> 400;
            case "/missing" -> 404;
            case "/broken" -> 500;
            default -> 200;
        };
        String location = status == 302 ? "Location: /ok\r\n" : "";
        String body = method.equals("HEAD") ? "" : "body";
        String answer = "HTTP/1.1 " + status + " Any\r\nContent-Type: text/plain\r\n" + location
                + "Content-Length: 4\r\n\r\n" + body;
        out.write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private static void readBody(List<String> head, InputStream in) throws IOException {
        for (String length : values(head, "content-length")) {
            in.readNBytes(Integer.parseInt(length));
        }
        if (!values(head, "transfer-encoding").isEmpty()) {
            int size = -1;
            while (size != 0) {
                size = Integer.parseInt(line(in), 16);
                in.readNBytes(size + 2);
            }
        }
    }

    private static List<String> values(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }

    /** Request line and headers; null if the client has left. */
    private static @Nullable List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = line(in);
        while (!line.isEmpty()) {
            lines.add(line);
            line = line(in);
        }
        return lines.isEmpty() ? null : lines;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = in.read();
        }
        return line.toString().strip();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "upstream");
        thread.setDaemon(true);
        thread.start();
    }
}
