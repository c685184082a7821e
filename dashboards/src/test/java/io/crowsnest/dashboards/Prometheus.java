package io.crowsnest.dashboards;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real Prometheus on a free port of this machine; a test is skipped where it is not installed. */
public final class Prometheus implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** A series and its value at one time. */
    public record Sample(Map<String, String> labels, double value) {}

    /**
     * Starts it and waits until it answers.
     *
     * @param directory where its data go; {@code prometheus.yml} must be there
     */
    public static Prometheus start(Path directory, String... options) throws IOException {
        assumeTrue(Promtool.installed("prometheus"), "prometheus is not installed: ./verify installs it where it can");
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                "prometheus",
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=exemplar-storage"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, port);
        while (!prometheus.isReady()) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(directory.resolve("prometheus.log")));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return prometheus;
    }

    /** What Prometheus answers below {@code /api/v1/}, as it is. */
    public String get(String path) {
        try {
            return http.send(request("/api/v1/" + path), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All series that an expression gives at {@code time}, NaN included. */
    public List<Sample> query(String expression, Instant time) {
        String answer = get("query?query=" + encoded(expression) + "&time=" + time.toEpochMilli() / 1e3);
        Map<String, Object> root = BoardFile.object(BoardFile.parse(answer));
        if (!"success".equals(root.get("status"))) {
            throw new IllegalArgumentException(expression + ": " + answer);
        }
        List<Sample> samples = new ArrayList<>();
        for (Map<String, Object> each :
                BoardFile.objects(BoardFile.object(root.get("data")).get("result"))) {
            Map<String, String> labels = new HashMap<>();
            BoardFile.object(each.get("metric")).forEach((name, value) -> labels.put(name, String.valueOf(value)));
            samples.add(new Sample(labels, number(((List<?>) each.get("value")).get(1))));
        }
        return samples;
    }

    /** The value of an expression that gives one series now; NaN if it gives none. */
    public double value(String expression) {
        List<Sample> samples = query(expression, Instant.now());
        if (samples.size() > 1) {
            throw new IllegalArgumentException(expression + " gives " + samples);
        }
        return samples.isEmpty() ? Double.NaN : samples.get(0).value();
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A port of the loopback interface that nobody uses now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private boolean isReady() {
        try {
            return http.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    private static double number(Object text) {
        return Double.parseDouble(String.valueOf(text).replace("Inf", "Infinity"));
    }
}
