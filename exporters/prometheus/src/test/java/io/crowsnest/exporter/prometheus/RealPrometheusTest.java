package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.AgentMetrics;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.HttpServer;
import io.crowsnest.telemetry.JvmMetrics;
import io.crowsnest.telemetry.Telemetry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus's own programs say about a scrape; they come with Debian's package {@code prometheus}. */
class RealPrometheusTest {

    private static final HttpClient http = HttpClient.newHttpClient();
    private static StripedMeterRegistry registry;
    private static PrometheusExporter exporter;

    @BeforeAll
    static void start() {
        exporter = PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}");
        registry = new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(100));
        exporter.expose(registry);
        AgentMetrics.bindTo(registry, "1.0", 20_000_000);
        JvmMetrics.bindTo(registry);
        Telemetry.start(new Telemetry.Live(registry, List.of(0.005, 0.1, 1.0), 100));
        new HookErrors("tomcat").bindTo(registry);
        new DestinationStats("elasticsearch").bindTo(registry);
        exporter.registered();
        for (int i = 0; i < 7; i++) {
            HttpServer.stop(HttpServer.start(null, null), "GET", "/orders/{id}", "/orders/1", 200, null);
        }
        for (int i = 0; i < 201; i++) {
            Database.stop(Database.start("postgresql", "SELECT a" + i + " FROM orders"), null);
        }
        registry.counter("without.description", "quote", "a\"b\\c\nd").increment();
        registry.timer("also.without").record(Duration.ofMillis(1));
    }

    @AfterAll
    static void stop() {
        exporter.close();
    }

    @Test
    void promtool_has_no_complaint_about_a_scrape(@TempDir Path directory) throws Exception {
        assumeTrue(installed("promtool"), "promtool is not installed: install Debian's package prometheus");
        System.gc();
        Path scrape = directory.resolve("scrape");
        Files.writeString(scrape, get(URI.create(exporter.url())));
        Path complaints = directory.resolve("complaints");

        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectOutput(complaints.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(complaints).hasContent("");
        assertThat(promtool.exitValue()).isZero();
    }

    @Test
    void statements_have_count_sum_and_maximum_by_digest_as_far_as_the_limit_allows() throws Exception {
        String scrape = get(URI.create(exporter.url()));

        for (String figure : List.of("count", "sum", "max")) {
            assertThat(scrape.lines().filter(line -> line.startsWith("db_client_statement_duration_seconds_" + figure)))
                    .as(figure)
                    .hasSize(100)
                    .anyMatch(line -> line.contains("db_query_digest=\"other\""));
        }
    }

    /** Without a flag Prometheus asks for OpenMetrics, with native histograms it asks for protobuf. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--enable-feature=native-histograms"})
    void prometheus_reads_our_counters(String flag, @TempDir Path directory) throws Exception {
        assumeTrue(installed("prometheus"), "prometheus is not installed: install Debian's package prometheus");
        int port = PrometheusExporterTest.freePort();
        Process prometheus = prometheus(exporter, port, flag, directory);
        try {
            await(port, "up", "1");
            await(port, "http_server_requests_seconds_count{uri=\"/orders/{id}\",status=\"200\"}", "7");
            await(port, "http_server_requests_seconds_bucket{le=\"+Inf\",uri=\"/orders/{id}\"}", "7");
            await(port, "without_description_total{quote=\"a\\\"b\\\\c\\nd\"}", "1");
            await(port, "crowsnest_build_info{version=\"1.0\"}", "1");
        } finally {
            prometheus.destroy();
            prometheus.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /**
     * Recorded into without a pause and scraped each second; {@code -Dcrowsnest.tests.soak-seconds=60} for longer than the five that
     * every build can afford.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "--enable-feature=native-histograms"})
    void no_scrape_fails_while_recorders_are_busy(String flag, @TempDir Path directory) throws Exception {
        assumeTrue(installed("prometheus"), "prometheus is not installed: install Debian's package prometheus");
        StripedMeterRegistry busy =
                new StripedMeterRegistry(RegistryOptions.defaults().withExponentialBuckets(true));
        int seconds = Integer.getInteger("crowsnest.tests.soak-seconds", 5);
        int port = PrometheusExporterTest.freePort();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Thread> recorders = record(busy, stopped);
        Process prometheus = null;
        try (PrometheusExporter endpoint =
                PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}")) {
            endpoint.expose(busy);
            endpoint.registered();
            prometheus = prometheus(endpoint, port, flag, directory);
            await(port, "up", "1");
            await(port, "count_over_time(up[5m]) >= bool " + seconds, "1");
            await(port, "min_over_time(up[5m])", "1");
            // Samples with the name and labels of another are read and dropped, so these two would differ.
            await(port, "count({job=\"shop\", __name__!~\"up|scrape_.+\"}) == bool on() scrape_samples_scraped", "1");
            await(port, "count(count_over_time(busy_seconds_count[5m]) < " + (seconds - 1) + ") or vector(0)", "0");
            if (!flag.isEmpty()) {
                await(port, "histogram_quantile(0.5, sum(rate(busy_seconds[1m]))) > bool 0", "1");
            }
        } finally {
            stopped.set(true);
            for (Thread recorder : recorders) {
                recorder.join();
            }
            if (prometheus != null) {
                prometheus.destroy();
                prometheus.waitFor(10, TimeUnit.SECONDS);
            }
        }
        assertThat(directory.resolve("log")).content().doesNotContain("duplicate", "out of order", "append failed");
    }

    private static List<Thread> record(StripedMeterRegistry busy, AtomicBoolean stopped) {
        List<Thread> recorders = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            Thread recorder = new Thread(() -> {
                for (int i = 0; !stopped.get(); i++) {
                    Timer.builder("busy")
                            .tag("kind", "k" + i % 200)
                            .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(100))
                            .register(busy)
                            .record(Duration.ofNanos(1 + i % 1_000_000_000));
                }
            });
            recorder.start();
            recorders.add(recorder);
        }
        return recorders;
    }

    private static Process prometheus(PrometheusExporter endpoint, int port, String flag, Path directory)
            throws IOException {
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: shop
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(URI.create(endpoint.url()).getPort()));
        List<String> command = new ArrayList<>(List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
        if (!flag.isEmpty()) {
            command.add(flag);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static void await(int port, String query, String value) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        long deadline = System.nanoTime()
                + TimeUnit.SECONDS.toNanos(30 + Integer.getInteger("crowsnest.tests.soak-seconds", 5));
        String answer = "";
        while (System.nanoTime() < deadline) {
            try {
                answer = get(uri);
            } catch (IOException e) {
                answer = e.toString();
            }
            if (answer.contains(",\"" + value + "\"]")) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        assertThat(answer).as(query).contains(",\"" + value + "\"]");
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static boolean installed(String program) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
