package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.crowsnest.dashboards.Committed;
import io.crowsnest.dashboards.PanelQuery;
import io.crowsnest.dashboards.PanelQuery.Choice;
import io.crowsnest.dashboards.Prometheus;
import io.crowsnest.dashboards.Promtool;
import io.crowsnest.servers.PostgreSql;
import io.crowsnest.servers.ServerDirectory;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service of two instances, with the real agent, under load: errors in between, memory that gets short, a restart. A real Prometheus
 * scrapes it, and is asked what the dashboards would ask; what it says is compared with what the traffic, the JVM and its log say.
 *
 * <p>{@code -Dcrowsnest.tests.live-seconds=180} for as long as promised.
 */
@Isolated("compares rates and latencies with what the traffic meant to send")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveIT {

    private static final int SECONDS = Integer.getInteger("crowsnest.tests.live-seconds", 45);
    private static final boolean IS_LONG = SECONDS >= 180;
    private static final Duration STEADY = Duration.ofSeconds(Math.min(60, SECONDS * 4 / 10));
    private static final double PER_SECOND = 25;
    private static final List<Double> BOUNDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    /** Of 50 requests two are slow, so that the 99th percentile is not the noise of the machine. */
    private static final List<String> PATHS = paths();

    /** Queries without an answer here, as panel and legend, each with its reason. */
    private static final Map<String, String> WITHOUT_DATA = Map.of(
            "Request rate: a week ago", "needs a week",
            "Heap after GC in four hours: {{instance}}", "begins half an hour after a start",
            "Concurrent collection: {{gc}} {{instance}}", "G1 tells of it from Java 20 on",
            "Application's metrics not read: {{source}}", "none of them fails");

    private Path folder;

    private final GcLog gcLog = new GcLog(Path.of("target", "live-gc.log").toAbsolutePath());
    private final Shoppers shoppers = new Shoppers();
    private PostgreSql database;
    /** Takes what is sent to Datadog. */
    private DatagramSocket datadog;
    /** Takes what is pushed. */
    private HttpServer receiver;

    private Storefront a;
    private Storefront b;
    private Prometheus prometheus;
    private Instant begin;
    private Instant restarted;
    private Instant end;
    /** Uptime of the JVM in seconds, and the sum of its pauses as the metric says, before and after memory was short. */
    private double[] beforePressure;

    private double[] afterPressure;

    private static List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            paths.add(
                    switch (i) {
                        case 7, 31 -> "/items/1?ms=300";
                        case 11 -> "/conflict";
                        case 23 -> "/dependent";
                        case 41 -> "/failover";
                        default -> i % 4 == 0 ? "/orders" : "/items/1";
                    });
        }
        return paths;
    }

    @BeforeAll
    void live(@TempDir Path directory) throws Exception {
        folder = directory;
        Assumptions.assumeTrue(Promtool.installed("prometheus"), "prometheus is not installed");
        datadog = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        database = PostgreSql.start(ServerDirectory.orTemporary(Path.of("target/servers")));
        a = storefront(Prometheus.freePort(), "a", gcLog.option());
        b = storefront(Prometheus.freePort(), "b");
        Files.writeString(
                folder.resolve("crowsnest.rules.yml"),
                Committed.files().get("prometheus/crowsnest.rules.yml").replaceAll("interval: \\d+s", "interval: 1s"));
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [crowsnest.rules.yml]
                scrape_configs:
                  - job_name: front
                    static_configs:
                      - {targets: ['%s'], labels: {instance: a}}
                      - {targets: ['%s'], labels: {instance: b}}
                  - job_name: side
                    static_configs:
                      - {targets: ['%s'], labels: {instance: c}}
                """.formatted(a.target(), b.target(), a.target()));
        prometheus = Prometheus.start(folder);
        begin = Instant.now();
        shoppers.visit("a", a, PER_SECOND, PATHS);
        shoppers.visit("b", b, PER_SECOND, PATHS);
        Thread.sleep(SECONDS * 100L);

        for (int i = 0; i < 20; i++) {
            shoppers.send("a", a, "/broken");
        }
        beforePressure = pauses(a);
        a.fault("heap?share=0.4&seconds=2&garbage=60000000");
        for (int i = 0; i < SECONDS / 10; i++) {
            Thread.sleep(1_000);
            a.fault("full-collections");
        }
        afterPressure = pauses(a);
        a.fault("heap-at-rest");

        shoppers.leave(b);
        b.jvm().terminate();
        b = storefront(b.metricsPort(), "b");
        restarted = Instant.now();
        shoppers.visit("b", b, PER_SECOND, PATHS);
        Thread.sleep(STEADY.toMillis());
        Thread.sleep(Math.max(
                0, Duration.between(Instant.now(), begin.plusSeconds(SECONDS)).toMillis()));
        // Pauses have an average only where there was one lately.
        a.fault("full-collections");
        Thread.sleep(3_000);
        end = Instant.now();
    }

    private Storefront storefront(int metricsPort, String name, String... options) {
        return Storefront.start(
                Jdks.all().get(0),
                database.jdbcUrl() + "?user=" + PostgreSql.USER,
                metricsPort,
                Stream.concat(Stream.of("-Xmx160m", "-XX:+UseG1GC"), Stream.of(options))
                        .toList(),
                "service.name=front",
                "service.version=1.2",
                "datadog.url=udp://127.0.0.1:" + datadog.getLocalPort(),
                "datadog.relay.listen=udp://127.0.0.1:0",
                "prometheus.push.protocol=remote-write",
                "prometheus.push.url=http://127.0.0.1:" + receiver.getAddress().getPort(),
                "logs.file=" + folder.resolve(name + ".json"),
                "logs.spool.directory=" + folder.resolve("spool-" + name));
    }

    private static double[] pauses(Storefront storefront) {
        Scrape scrape = Scrape.of(storefront.metrics());
        return new double[] {scrape.sum("process_uptime_seconds"), scrape.sum("jvm_gc_pause_seconds_sum")};
    }

    @AfterAll
    void close() {
        shoppers.close();
        receiver.stop(0);
        Stream.of(prometheus, a, b, database, datadog)
                .filter(java.util.Objects::nonNull)
                .forEach(LiveIT::close);
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({".+, .+", "front, a", "front, a|b", "front|side, a|c"})
    void nearlyEveryQueryOfEveryPanelHasAnAnswer(String job, String instance) {
        Choice choice = new Choice(job, instance, "10s", SECONDS + "s");
        List<PanelQuery> all = PanelQuery.all();
        Set<String> empty = new TreeSet<>();
        for (PanelQuery query : all) {
            if (prometheus.query(query.expanded(choice), end).stream()
                    .allMatch(sample -> Double.isNaN(sample.value()))) {
                empty.add(query.name());
            }
        }
        System.out.printf(
                "live, job %s, instance %s: %d of %d queries have no answer: %s%n",
                job, instance, empty.size(), all.size(), empty);

        assertThat(empty).isSubsetOf(WITHOUT_DATA.keySet());
        assertThat(empty.size()).isLessThanOrEqualTo(all.size() * 2 / 100);
    }

    @Test
    void ratesAreThoseOfTheTraffic() {
        double sent = shoppers.answers(end.minus(STEADY), end).size() / (double) STEADY.toSeconds();

        double rate = prometheus
                .query("sum(rate(http_server_requests_seconds_count{job=\"front\"}[" + STEADY.toSeconds() + "s]))", end)
                .get(0)
                .value();

        System.out.printf("live: %.2f requests/s, Prometheus says %.2f%n", sent, rate);
        assertThat(rate).isCloseTo(sent, within(0.02 * sent));
    }

    @Test
    void p99IsInTheBucketOfTheTrafficOrTheNext() {
        List<Long> nanos = shoppers.answers(end.minus(STEADY), end).stream()
                .map(Shoppers.Answer::nanos)
                .filter(each -> each > 0)
                .sorted()
                .toList();
        double seen = nanos.get((int) (nanos.size() * 0.99)) / 1e9;

        double p99 = prometheus
                .query(
                        "histogram_quantile(0.99, sum by (le) (rate(http_server_requests_seconds_bucket{job=\"front\"}["
                                + STEADY.toSeconds() + "s])))",
                        end)
                .get(0)
                .value();

        System.out.printf("live: p99 %.3f s, Prometheus says %.3f s%n", seen, p99);
        assertThat(Math.abs(bucket(p99) - bucket(seen))).isLessThanOrEqualTo(1);
    }

    private static long bucket(double seconds) {
        return BOUNDS.stream().filter(bound -> bound < seconds).count();
    }

    @Test
    void heapIsWhatTheJdkSays() throws InterruptedException {
        shoppers.leave();
        a.jcmd("GC.run");
        Thread.sleep(2_000);
        double jdk = a.heapInUse();

        double seen = prometheus.value("sum(jvm_memory_used_bytes{job=\"front\", instance=\"a\", area=\"heap\"})");

        System.out.printf("live: heap %.1f MB, Prometheus says %.1f MB%n", jdk / 1e6, seen / 1e6);
        assertThat(seen).isCloseTo(jdk, within(0.05 * jdk));
    }

    @Test
    void pausesAreThoseOfTheLogOfTheJvm() {
        double seconds = afterPressure[0] - beforePressure[0];
        double logged = gcLog.pauses(beforePressure[0], afterPressure[0]) / seconds;

        double seen = (afterPressure[1] - beforePressure[1]) / seconds;

        System.out.printf("live: %.2f %% of the time in pauses, the metric says %.2f %%%n", logged * 100, seen * 100);
        // The JVM measures what it tells in a narrower place than what it logs: on a busy machine it is preempted in
        // between.
        assertThat(seen).isCloseTo(logged, within(IS_LONG ? 0.05 * logged : 0.25 * logged));
    }

    @Test
    void examplesLeadToLogLinesInEachMinute() throws Exception {
        Set<String> logged = new HashSet<>();
        ObjectMapper json = new ObjectMapper();
        for (String name : List.of("a", "b")) {
            for (String line : LogFile.lines(folder.resolve(name + ".json"))) {
                JsonNode document = json.readTree(line);
                logged.add(document.path("trace.id")
                        .asText(document.at("/trace/id").asText()));
            }
        }
        for (Instant minute = begin; minute.plusSeconds(30).isBefore(end); minute = minute.plusSeconds(60)) {
            Instant next = minute.plusSeconds(60);
            JsonNode answer = json.readTree(prometheus.get("query_exemplars?query="
                    + Prometheus.encoded("http_server_requests_seconds_bucket{job=\"front\"}") + "&start="
                    + minute.getEpochSecond() + "&end=" + (next.isAfter(end) ? end : next).getEpochSecond()));
            List<String> traces = answer.findValuesAsText("trace_id");
            System.out.printf(
                    "live: %d examples, %d of them with log lines%n",
                    traces.size(), traces.stream().filter(logged::contains).count());
            assertThat(traces).anyMatch(logged::contains);
        }
    }

    @Test
    void everyRequestIsCountedOnce() {
        shoppers.leave();
        Scrape now = Scrape.of(a.metrics());
        String requests = "http_server_requests_seconds_count";

        assertThat(shoppers.failures()).isZero();
        assertThat(Math.round(now.sum(requests) - now.sum(requests, Map.of("uri", "/fault/*"))))
                .isEqualTo(answersOf("a", begin));
        assertThat(Math.round(Scrape.of(b.metrics()).sum(requests)))
                .as("since the restart")
                .isEqualTo(answersOf("b", restarted));
    }

    private long answersOf(String instance, Instant since) {
        return shoppers.answers(since, Instant.now()).stream()
                .filter(answer -> answer.instance().equals(instance))
                .count();
    }
}
