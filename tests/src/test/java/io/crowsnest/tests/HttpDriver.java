package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends the requests of a scenario, mixed and from four threads. WebSockets stay open until it is closed. */
final class HttpDriver implements AutoCloseable {

    static {
        // Else the client sends a request again by itself when a server closes a connection at that moment, and nobody
        // knows whether
        // the server has seen it twice.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
    }

    private static final int THREADS = 4;
    private static final int RARE = 5;

    /** How a connection begins. */
    private static final String HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** A frame's type. */
    private static final int DATA = 0;

    /** A frame of HTTP/2: no bytes follow, it is of type 4, has no flags, and belongs to stream 0. */
    private static final String NO_SETTINGS = "\0\0\0\4\0\0\0\0\0";

    private final int port;
    private final HttpClient client;
    private final Map<RequestLine, Integer> resent = new ConcurrentHashMap<>();
    private final Map<RequestLine, Double> seconds = new ConcurrentHashMap<>();
    private final Queue<EchoSocket> sockets = new ConcurrentLinkedQueue<>();

    HttpDriver(int port, HttpClient.Version version) {
        this.port = port;
        client = HttpClient.newBuilder()
                .version(version)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** Sends {@code number} requests and a few of the rare kinds; returns how many of each line. */
    Map<RequestLine, Integer> send(List<RequestLine> lines, int number) {
        List<RequestLine> usual =
                lines.stream().filter(line -> line.kind().equals("request")).toList();
        List<RequestLine> all = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < number; i++) {
            all.add(usual.get(random.nextInt(usual.size())));
        }
        List<RequestLine> last = new ArrayList<>();
        for (RequestLine line : lines) {
            for (int i = 0; i < RARE && !line.kind().equals("request"); i++) {
                if (line.kind().equals("early")) {
                    last.add(line);
                } else {
                    all.add(random.nextInt(all.size()), line);
                }
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (RequestLine line : all) {
                sent.add(threads.submit(() -> send(line)));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        // Alone: Tomcat reports the end of such a connection to whoever has its request objects by then.
        last.forEach(this::send);
        all.addAll(last);
        Map<RequestLine, Integer> counts = new HashMap<>();
        all.forEach(line -> counts.merge(line, 1, Integer::sum));
        return counts;
    }

    /** How many of each line were sent a second time, because the server closed the connection or refused the stream: it may have seen the first or not. */
    Map<RequestLine, Integer> resent() {
        return resent;
    }

    /** How long the answered requests of each line took, as a client sees it. */
    Map<RequestLine, Double> seconds() {
        return seconds;
    }

    private void send(RequestLine line) {
        String path = line.path().replace("{n}", Integer.toString(new Random().nextInt(1000)));
        try {
            switch (line.kind()) {
                case "abort" -> abort(line.method(), path);
                case "early" -> leaveEarly(path);
                case "unmet" -> expectUnknown(line, path);
                case "socket" -> sockets.add(EchoSocket.open(client, URI.create("ws://127.0.0.1:" + port + path)));
                default -> {
                    long start = System.nanoTime();
                    HttpResponse<String> response = send(request(line.method(), path), line);
                    seconds.merge(line, (System.nanoTime() - start) / 1e9, Double::sum);
                    assertThat(Integer.toString(response.statusCode())).as(path).isEqualTo(line.status());
                    assertThat(response.version()).isEqualTo(client.version());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(line.toString(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private HttpResponse<String> send(HttpRequest request, RequestLine line) throws IOException, InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).matches("(?s).*(Too many retries|Stream not processed).*")) {
                throw e;
            }
            resent.merge(line, 1, Integer::sum);
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Reads the beginning of the answer and leaves, the connection or with HTTP/2 only the stream. */
    private void abort(String method, String path) throws IOException, InterruptedException {
        if (client.version() == HttpClient.Version.HTTP_2) {
            try (InputStream body = client.send(request(method, path), HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                assertThat(body.readNBytes(64)).hasSize(64);
            }
            return;
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoLinger(true, 0);
            write(socket, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(64)).hasSize(64);
        }
    }

    /** Leaves the connection with the first bytes of content, which are all there are. */
    private void leaveEarly(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(socket, HTTP_2 + NO_SETTINGS + headers(path));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(1 + Integer.BYTES + length);
                if (type == DATA && length > 0) {
                    return;
                }
            }
        }
    }

    /** A frame of HTTP/2 that asks on stream 1: GET and http by their numbers in the static table, then path and host by name. */
    private static String headers(String path) {
        String host = "localhost";
        String fields = "\u0082\u0086" + "\4" + (char) path.length() + path + "\1" + (char) host.length() + host;
        return "\0\0" + (char) fields.length() + "\1\5\0\0\0\1" + fields;
    }

    /** The JDK's client has no way to say what it expects. */
    private void expectUnknown(RequestLine line, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            write(socket, line.method() + " " + path + " HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\n\r\n");
            String answer = "HTTP/1.1 " + line.status();
            assertThat(socket.getInputStream().readNBytes(answer.length()))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo(answer);
        }
    }

    /** Begins a connection with HTTP/2, where that is spoken, and asks for nothing: there is no request to count. */
    void beginWithHttp2() throws IOException {
        if (client.version() == HttpClient.Version.HTTP_2) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                write(socket, HTTP_2 + NO_SETTINGS);
                assertThat(socket.getInputStream().readNBytes(NO_SETTINGS.length()))
                        .hasSize(NO_SETTINGS.length());
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        sockets.forEach(EchoSocket::close);
    }
}
