package io.crowsnest.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Prometheus server of this machine that scrapes the shop every second. */
final class RealPrometheus implements AutoCloseable {

    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]*,\"([^\"]*)\"\\]");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private RealPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it with its data in {@code directory}; empty if it is not installed. */
    static Optional<RealPrometheus> start(URI metrics, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: shop
                    metrics_path: %s
                    static_configs: [{targets: ['%s']}]
                """.formatted(metrics.getPath(), metrics.getAuthority()));
        int port = freePort();
        try {
            Process process = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + config,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--log.level=error")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("prometheus.log").toFile())
                    .start();
            return Optional.of(new RealPrometheus(process, port));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** The value of an expression that gives one number; empty while there is none. */
    Optional<Double> query(String expression) throws InterruptedException {
        URI query = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(query).build(), HttpResponse.BodyHandlers.ofString());
            Matcher value = VALUE.matcher(answer.body());
            return value.find() ? Optional.of(Double.valueOf(value.group(1))) : Optional.empty();
        } catch (IOException notUpYet) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
