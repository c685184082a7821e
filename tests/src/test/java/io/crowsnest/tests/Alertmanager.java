package io.crowsnest.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.crowsnest.dashboards.Prometheus;
import io.crowsnest.dashboards.Promtool;
import io.crowsnest.dashboards.ScaledRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real Alertmanager with the shipped configuration, and what its receivers get. */
final class Alertmanager implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("../dashboards/stack/alertmanager/alertmanager.yml");
    private static final String PROGRAM = "prometheus-alertmanager";

    private final Collection<Notified> notified = new ConcurrentLinkedQueue<>();
    private final HttpServer receiver;
    private final Process process;
    private final int port;

    /** An alert that somebody heard of. */
    record Notified(String receiver, String job, String alert, String severity, Instant at) {}

    private Alertmanager(HttpServer receiver, Process process, int port) {
        this.receiver = receiver;
        this.process = process;
        this.port = port;
        receiver.createContext("/", exchange -> {
            receive(
                    exchange.getRequestURI().getPath().substring(1),
                    new ObjectMapper().readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
    }

    /** Starts it with all times of its configuration divided. */
    static Alertmanager start(Path directory, int divisor) throws IOException {
        Assumptions.assumeTrue(
                Promtool.installed(PROGRAM), PROGRAM + " is not installed: ./verify installs it where it can");
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String configuration = ScaledRules.scaled(Files.readString(CONFIGURATION), divisor);
        for (String name : List.of("watchdog", "page", "ticket")) {
            configuration = configuration.replace(
                    "  - name: " + name + "\n",
                    "  - name: " + name + "\n    webhook_configs: [{url: 'http://127.0.0.1:"
                            + receiver.getAddress().getPort() + "/" + name + "', send_resolved: false}]\n");
        }
        Path file = Files.writeString(directory.resolve("alertmanager.yml"), configuration);
        int port = Prometheus.freePort();
        Process process = new ProcessBuilder(
                        PROGRAM,
                        "--config.file=" + file,
                        "--storage.path=" + directory.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("alertmanager.log").toFile())
                .start();
        return new Alertmanager(receiver, process, port);
    }

    String target() {
        return "127.0.0.1:" + port;
    }

    /** What its receivers heard of so far, but for the one that fires always. */
    List<Notified> notified() {
        return notified.stream().filter(each -> !each.alert.equals("Watchdog")).toList();
    }

    /** Whether the alert that fires always arrived. */
    boolean isHeard() {
        return notified.stream().anyMatch(each -> each.alert.equals("Watchdog"));
    }

    private void receive(String name, JsonNode message) {
        for (JsonNode alert : message.path("alerts")) {
            JsonNode labels = alert.path("labels");
            notified.add(new Notified(
                    name,
                    labels.path("job").asText(),
                    labels.path("alertname").asText(),
                    labels.path("severity").asText(),
                    Instant.now()));
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        receiver.stop(0);
    }
}
