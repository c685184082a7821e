package io.crowsnest.exporter.prometheus.push;

import static io.crowsnest.exporter.prometheus.push.PushFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus and Pushgateway themselves; they come with Debian's packages of these names. */
class RealReceiverTest {

    private static final Pattern RESULT =
            Pattern.compile("\\{\"metric\":\\{([^}]*)},\"value\":\\[[^,]*,\"([^\"]*)\"]}");
    private static final Pattern RANGE = Pattern.compile("\"values\":\\[(.*?)]]");
    private static final Pattern LABEL = Pattern.compile("\"(\\w+)\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final PushFixture fixture = new PushFixture();
    private Process running;

    @TempDir
    Path directory;

    @AfterEach
    void stop() throws InterruptedException {
        if (running != null) {
            running.destroy();
            running.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void prometheus_has_what_a_scrape_shows_until_the_process_ends() throws Exception {
        int port = startPrometheus(PushFixture.freePort());
        MetricsPush push = start(port);
        await("a push", () -> push.samplesSent() > 0);

        assertThat(query(port, "{job=\"shop\"}")).containsExactlyInAnyOrderEntriesOf(fixture.scraped());

        push.close(Duration.ofSeconds(2));
        assertThat(push.samplesDropped()).isZero();
        assertThat(query(port, "{job=\"shop\"}")).isEmpty();
        assertThat(query(port, "last_over_time(orders_total[1m])")).hasSize(1).containsValue(3.0);
    }

    @Test
    void an_outage_loses_nothing() throws Exception {
        int port = startPrometheus(PushFixture.freePort());
        MetricsPush push = start(port);
        await("a push", () -> push.samplesSent() > 0);
        stop();
        int series = fixture.scraped().size();
        await("samples that wait", () -> push.samplesPending() >= 3L * series);
        fixture.registry.counter("orders", "kind", "a\"b\\c\nd").increment(39);
        startPrometheus(port);
        await("samples that arrive", () -> push.samplesPending() == 0);
        push.close(Duration.ofSeconds(2));

        assertThat(push.samplesDropped()).isZero();
        // The last push has a mark for each series, which counts as sent and is no value.
        double pushes = push.samplesSent() / (double) series - 1;
        List<Double> counts = samplesBySeries(port);
        assertThat(counts).hasSize(series).containsOnly(pushes);
        assertThat(pushes).isGreaterThanOrEqualTo(5);
        assertThat(query(port, "last_over_time(orders_total[1m])")).containsValue(42.0);
        assertThat(directory.resolve("log")).content().doesNotContain("out of order", "duplicate");
    }

    @Test
    void a_pushgateway_has_the_last_state_of_the_newest_run() throws Exception {
        int port = startPushgateway();
        PushConfig config = PushFixture.config(URI.create("http://127.0.0.1:" + port), Protocol.PUSHGATEWAY, null);
        MetricsPush first = fixture.start(config);
        fixture.registry.counter("only.first").increment();
        first.close(Duration.ofSeconds(2));
        fixture.registry.remove(fixture.registry.get("only.first").counter());
        MetricsPush second = fixture.start(config);
        fixture.registry.counter("orders", "kind", "a\"b\\c\nd").increment(39);
        second.close(Duration.ofSeconds(2));

        Map<Map<String, String>, Double> there = gatewayShows(port);
        assertThat(fixture.lines).isEmpty();
        assertThat(there.keySet()).extracting(labels -> labels.get("__name__")).doesNotContain("only_first_total");
        fixture.scraped().forEach((labels, value) -> {
            Map<String, String> ofGroup = new TreeMap<>(labels);
            ofGroup.remove("instance");
            // A Pushgateway writes bounds in its own way.
            ofGroup.computeIfPresent("le", (le, bound) -> bound.replaceAll("\\.0$", ""));
            assertThat(there).containsEntry(ofGroup, value);
        });
    }

    @Test
    void a_pushgateway_forgets_a_group_that_is_deleted() throws Exception {
        int port = startPushgateway();
        PushConfig config =
                PushFixture.config(URI.create("http://127.0.0.1:" + port), Protocol.PUSHGATEWAY, Duration.ofHours(1));
        MetricsPush push = fixture.start(new PushConfig(
                config.url(),
                config.protocol(),
                config.interval(),
                "nightly job/1",
                "",
                Map.of(),
                Map.of("zone", ""),
                true,
                0,
                config.access()));
        await("a push", () -> push.health().lastSuccessMillis() > 0);
        assertThat(gatewayShows(port).keySet()).anyMatch(labels -> "nightly job/1".equals(labels.get("job")));

        push.close(Duration.ofSeconds(2));
        // It says that it will, and then does.
        await("the group is gone", () -> shows(port).keySet().stream().noneMatch(labels -> labels.containsKey("job")));
    }

    private MetricsPush start(int port) {
        return fixture.start(PushFixture.config(
                URI.create("http://127.0.0.1:" + port), Protocol.REMOTE_WRITE, Duration.ofSeconds(1)));
    }

    private int startPrometheus(int port) throws IOException {
        assumeTrue(installed("prometheus"), "prometheus is not installed: install Debian's package prometheus");
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, "global: {scrape_interval: 1m}\n");
        run(
                port,
                "prometheus",
                "--web.enable-remote-write-receiver",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
        return port;
    }

    private int startPushgateway() throws IOException {
        assumeTrue(
                installed("prometheus-pushgateway"),
                "prometheus-pushgateway is not installed: install Debian's package of this name");
        int port = PushFixture.freePort();
        run(
                port,
                "prometheus-pushgateway",
                // Debian's keeps what it has from one run to the next.
                "--persistence.file=" + directory.resolve("groups"),
                "--web.listen-address=127.0.0.1:" + port);
        return port;
    }

    private void run(int port, String... command) throws IOException {
        running = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        await(command[0] + " is ready", () -> isReady(port));
    }

    private boolean isReady(int port) {
        try {
            return get(URI.create("http://127.0.0.1:" + port + "/-/ready")).contains("");
        } catch (IOException e) {
            return false;
        }
    }

    private Map<Map<String, String>, Double> gatewayShows(int port) throws IOException {
        return ScrapedSamples.of(get(URI.create("http://127.0.0.1:" + port + "/metrics")), Map.of());
    }

    private Map<Map<String, String>, Double> shows(int port) {
        try {
            return gatewayShows(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Double> samplesBySeries(int port) throws IOException {
        String answer = get(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode("{job=\"shop\"}[5m]", StandardCharsets.UTF_8)));
        return RANGE.matcher(answer)
                .results()
                .map(series -> (double) series.group(1).split("],\\[", -1).length)
                .toList();
    }

    private Map<Map<String, String>, Double> query(int port, String query) throws IOException {
        String answer = get(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8)));
        assertThat(answer).contains("\"status\":\"success\"");
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        Matcher result = RESULT.matcher(answer);
        while (result.find()) {
            Map<String, String> labels = new TreeMap<>();
            Matcher label = LABEL.matcher(result.group(1));
            while (label.find()) {
                labels.put(
                        label.group(1),
                        label.group(2)
                                .replace("\\\\", "\0")
                                .replace("\\n", "\n")
                                .replace("\\\"", "\"")
                                .replace("\0", "\\"));
            }
            values.put(labels, Double.valueOf(result.group(2)));
        }
        return values;
    }

    private String get(URI uri) throws IOException {
        try {
            var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(uri + " answers " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean installed(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
