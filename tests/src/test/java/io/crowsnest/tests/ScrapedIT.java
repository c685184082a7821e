package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Prometheus;
import io.crowsnest.dashboards.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real Prometheus scrapes each second what has other names than usual: a service under load with OpenTelemetry's, and programs
 * whose own metrics are shown, one for each library of metrics.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScrapedIT {

    private static final int SCRAPES = 6;

    /** What Prometheus adds to each target of its own. */
    private static final String ITS_OWN = "up|scrape_.+";

    private final Map<String, ForkedJvm> programs = new LinkedHashMap<>();
    private final Shoppers shoppers = new Shoppers();
    private Path folder;
    private Storefront storefront;
    private Prometheus prometheus;

    @BeforeAll
    void scrapeForSomeSeconds(@TempDir Path directory) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Promtool.installed("prometheus"), "prometheus is not installed");
        folder = directory;
        Map<String, String> targets = new LinkedHashMap<>();
        storefront = Storefront.start(
                Jdks.all().get(0), Storefront.H2, Prometheus.freePort(), List.of(), "metrics.naming=otel");
        targets.put("otel", storefront.target());
        for (Matrix.Case each : newest().toList()) {
            ForkedJvm program = each.briefJvm().agent().start();
            programs.put(each.row().scenario(), program);
            targets.put(each.row().scenario(), program.awaitMetrics().getAuthority());
        }
        for (ForkedJvm program : programs.values()) {
            program.awaitStdout("step look");
            // The first one of a JVM that is still compiling can take longer than the second that Prometheus has here.
            Scrape.of(program.awaitMetrics());
        }
        shoppers.visit("otel", storefront, 50, List.of("/items/1", "/orders", "/broken", "/conflict", "/nowhere"));
        Files.writeString(folder.resolve("prometheus.yml"), configuration(targets));
        prometheus = Prometheus.start(folder);
        for (String job : targets.keySet()) {
            Poll.until(
                    Duration.ofSeconds(60),
                    () -> value("count_over_time(up{job=\"" + job + "\"}[5m])"),
                    scrapes -> scrapes >= SCRAPES);
        }
    }

    private static String configuration(Map<String, String> targets) {
        List<String> lines = new ArrayList<>(List.of("global: {scrape_interval: 1s}", "scrape_configs:"));
        targets.forEach((job, target) -> {
            lines.add("  - job_name: '" + job + "'");
            lines.add("    static_configs: [{targets: ['" + target + "']}]");
        });
        return String.join("\n", lines) + "\n";
    }

    @AfterAll
    void close() {
        shoppers.close();
        if (prometheus != null) {
            prometheus.close();
        }
        if (storefront != null) {
            storefront.close();
        }
        programs.values().forEach(ForkedJvm::close);
    }

    static Stream<String> jobs() {
        return Stream.concat(Stream.of("otel"), newest().map(each -> each.row().scenario()));
    }

    /** One of each program. */
    private static Stream<Matrix.Case> newest() {
        return Matrix.cases("own-metrics")
                .collect(Collectors.toMap(
                        each -> each.row().scenario(), each -> each, (older, newer) -> newer, LinkedHashMap::new))
                .values()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void noScrapeFails(String job) {
        assertThat(value("min_over_time(up{job=\"" + job + "\"}[5m])")).isEqualTo(1);
    }

    /** Samples with the name and labels of another are read and dropped, so these two would differ. */
    @ParameterizedTest
    @MethodSource("jobs")
    void everySampleThatIsReadIsKept(String job) {
        Instant now = Instant.now();
        double kept = value("count({job=\"" + job + "\", __name__!~\"" + ITS_OWN + "\"})", now);

        assertThat(kept)
                .isEqualTo(value("scrape_samples_scraped{job=\"" + job + "\"}", now))
                .isGreaterThan(100);
    }

    @Test
    void prometheusHasNothingToSayOfAnyOfThem() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("prometheus.log")))
                .filteredOn(line -> line.contains("component=\"scrape manager\"")
                        && (line.contains("level=warn") || line.contains("level=error")))
                .isEmpty();
    }

    @Test
    void whatTheServiceAnswersIsThereUnderOpenTelemetrysNames() {
        assertThat(value("sum(http_server_request_duration_seconds_count{job=\"otel\"})"))
                .isGreaterThan(50);
        assertThat(value("count(http_server_requests_seconds_count{job=\"otel\"})"))
                .isNaN();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void whatAProgramMeasuresItselfIsThere(String job) {
        Assumptions.assumeFalse(job.equals("otel"), "measures nothing itself");
        TreeSet<String> expected = programs.get(job).stdout().stream()
                .filter(line -> line.startsWith("expect "))
                .map(line -> line.split("[ {]", 3)[1])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(prometheus.query("count by (__name__) ({job=\"" + job + "\"})", Instant.now()).stream()
                        .map(sample -> sample.labels().get("__name__")))
                .containsAll(expected);
        assertThat(expected).isNotEmpty();
    }

    private double value(String expression) {
        return value(expression, Instant.now());
    }

    private double value(String expression, Instant time) {
        return prometheus.query(expression, time).stream()
                .mapToDouble(Prometheus.Sample::value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
