package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Promtool;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import io.crowsnest.telemetry.OtelName;
import io.crowsnest.telemetry.OtelNames;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same service twice under the same traffic, once under Micrometer's names and once under OpenTelemetry's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtelNamingIT {

    private static final List<String> TRAFFIC = List.of(
            "/items/1", "/items/1", "/items/1", "/orders", "/orders", "/broken", "/conflict", "/dependent", "/nowhere");

    /** What the service itself asks for: the stock for each order, and what it depends on. */
    private static final int REQUESTS = TRAFFIC.size() + 3;

    private Storefront ours;
    private Storefront theirs;
    private Scrape micrometer;
    private Scrape otel;
    private String text;

    @BeforeAll
    void visitBoth() {
        ours = Storefront.start(Jdks.all().get(0), Storefront.H2, 0, List.of(), "service.version=1.2");
        theirs = Storefront.start(
                Jdks.all().get(0), Storefront.H2, 0, List.of(), "service.version=1.2", "metrics.naming=otel");
        for (String path : TRAFFIC) {
            assertThat(Scrape.get(theirs.uri(path)).statusCode())
                    .isEqualTo(Scrape.get(ours.uri(path)).statusCode());
        }
        Scrape.until(ours.jvm().awaitMetrics(), "http_server_requests_seconds_count", REQUESTS);
        URI metrics = theirs.jvm().awaitMetrics();
        Scrape.until(metrics, "http_server_request_duration_seconds_count", REQUESTS);
        // Only now, since pauses count from the first scrape on.
        ours.jcmd("GC.run");
        theirs.jcmd("GC.run");
        micrometer = Scrape.until(ours.jvm().awaitMetrics(), "jvm_gc_pause_seconds_count", 1);
        otel = Scrape.until(metrics, "jvm_gc_duration_seconds_count", 1);
        text = Scrape.get(metrics).body();
    }

    @AfterAll
    void close() {
        ours.close();
        theirs.close();
    }

    @Test
    void requestsHaveTheSameCounts() {
        assertThat(otel.sum("http_server_request_duration_seconds_count")).isEqualTo(REQUESTS);
        same(
                "http_server_requests_seconds_count",
                Map.of("uri", "/items/*", "status", "200", "exception", "none"),
                "http_server_request_duration_seconds_count",
                Map.of("http_route", "/items/*", "http_response_status_code", "200", "error_type", ""));
        same(
                "http_server_requests_seconds_count",
                Map.of("uri", "/broken", "status", "500", "exception", "IllegalStateException"),
                "http_server_request_duration_seconds_count",
                Map.of("http_route", "/broken", "error_type", "IllegalStateException"));
        same(
                "http_server_requests_seconds_count",
                Map.of("status", "409", "outcome", "CLIENT_ERROR"),
                "http_server_request_duration_seconds_count",
                Map.of("http_response_status_code", "409", "error_type", ""));
        same(
                "http_server_requests_seconds_count",
                Map.of("uri", "NOT_FOUND", "status", "404"),
                "http_server_request_duration_seconds_count",
                Map.of("http_route", "", "http_response_status_code", "404"));
        same(
                "http_server_requests_seconds_count",
                Map.of("status", "502"),
                "http_server_request_duration_seconds_count",
                Map.of("http_response_status_code", "502", "error_type", "502"));
    }

    @Test
    void callsStatementsAndConnectionsHaveTheSameCounts() {
        same(
                "http_client_requests_seconds_count",
                Map.of("status", "200", "client_name", "127.0.0.1"),
                "http_client_request_duration_seconds_count",
                Map.of("http_response_status_code", "200", "server_address", "127.0.0.1", "error_type", ""));
        same(
                "http_client_requests_seconds_count",
                Map.of("status", "500"),
                "http_client_request_duration_seconds_count",
                Map.of("error_type", "500"));
        for (String operation : List.of("SELECT", "INSERT")) {
            same(
                    "db_client_operation_duration_seconds_count",
                    Map.of("db_operation_name", operation, "error_type", "none"),
                    "db_client_operation_duration_seconds_count",
                    Map.of("db_operation_name", operation, "error_type", ""));
        }
        same(
                "db_client_operation_duration_seconds_count",
                Map.of("error_type", "23505"),
                "db_client_operation_duration_seconds_count",
                Map.of("error_type", "23505"));
        same(
                "hikaricp_connections_acquire_seconds_count",
                Map.of("pool", "orders"),
                "db_client_connection_wait_time_seconds_count",
                Map.of("db_client_connection_pool_name", "orders"));
        same(
                "jdbc_connections_acquire_seconds_count",
                Map.of("name", "reports"),
                "db_client_connection_wait_time_seconds_count",
                Map.of("db_client_connection_pool_name", "reports"));
        same(
                "hikaricp_connections_max",
                Map.of("pool", "orders"),
                "db_client_connection_max",
                Map.of("db_client_connection_pool_name", "orders"));
        same(
                "jdbc_connections_max",
                Map.of("name", "reports"),
                "db_client_connection_max",
                Map.of("db_client_connection_pool_name", "reports"));
    }

    @Test
    void bothStatesOfBothPoolsAreThere() {
        assertThat(otel.samples().stream()
                        .filter(sample -> sample.name().equals("db_client_connection_count"))
                        .map(sample -> sample.labels().get("db_client_connection_pool_name") + " "
                                + sample.labels().get("db_client_connection_state")))
                .containsExactlyInAnyOrder("orders used", "orders idle", "reports used", "reports idle");
    }

    @Test
    void theJvmHasTheSamePoolsUnderTheOtherLabels() {
        assertThat(labels(otel, "jvm_memory_used_bytes", "jvm_memory_pool_name"))
                .isEqualTo(labels(micrometer, "jvm_memory_used_bytes", "id"))
                .isNotEmpty();
        assertThat(labels(otel, "jvm_memory_used_bytes", "jvm_memory_type")).containsExactly("heap", "non_heap");
        assertThat(otel.samples())
                .filteredOn(sample -> sample.name().equals("jvm_memory_limit_bytes"))
                .isNotEmpty()
                .allMatch(sample -> sample.value() >= 0);
        assertThat(otel.sum("jvm_thread_count")).isPositive();
        assertThat(labels(otel, "jvm_thread_count", "jvm_thread_state")).contains("runnable", "timed_waiting");
    }

    @Test
    void collectionsAreAHistogram() {
        assertThat(labels(otel, "jvm_gc_duration_seconds_bucket", "le"))
                .containsExactlyInAnyOrder("0.01", "0.1", "1.0", "10.0", "+Inf");
        assertThat(labels(otel, "jvm_gc_duration_seconds_count", "jvm_gc_action"))
                .contains("end of major GC");
    }

    @Test
    void noNameOfMicrometersIsLeftThatAConventionReplaces() {
        Set<String> named = OtelNames.ALL.stream().map(OtelName::prometheusName).collect(Collectors.toSet());
        Set<String> replaced = OtelNames.ALL.stream()
                .map(each -> each.metric().prometheusName())
                .filter(each -> !named.contains(each))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(families(text))
                .doesNotContainAnyElementsOf(replaced)
                .contains("http_server_request_duration_seconds");
        assertThat(labelsOf(otel)).doesNotContain("uri", "outcome", "area", "client_name");
    }

    @Test
    void everyMetricOfOneIsAMetricOfTheOther() {
        Map<String, OtelName> names = OtelNames.byMetric();
        Set<String> seen = families(Scrape.get(ours.jvm().awaitMetrics()).body());
        Set<String> expected = new TreeSet<>();
        for (Metric metric : Catalogue.ALL) {
            if (seen.contains(metric.prometheusName())) {
                OtelName name = names.get(metric.name());
                expected.add(name == null ? metric.prometheusName() : name.prometheusName());
            }
        }

        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(families(text)).containsAll(expected);
    }

    @Test
    void promtoolHasNoComplaint() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Promtool.installed("promtool"), "promtool is not installed");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        promtool.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }

    @Test
    void theAgentSaysNothingOfIt() {
        assertThat(otel.sum("crowsnest_hook_errors_total")).isZero();
        assertThat(otel.sum("crowsnest_exporter_errors_total")).isZero();
    }

    private void same(String ours, Map<String, String> ourLabels, String theirs, Map<String, String> theirLabels) {
        double counted = micrometer.sum(ours, ourLabels);
        assertThat(counted).as(ours + ourLabels).isPositive();
        assertThat(otel.sum(theirs, theirLabels)).as(theirs + theirLabels).isEqualTo(counted);
    }

    private static Set<String> labels(Scrape scrape, String name, String label) {
        return scrape.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .map(sample -> sample.labels().get(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** But for those of metrics that keep all of theirs. */
    private static Set<String> labelsOf(Scrape scrape) {
        return scrape.samples().stream()
                .filter(sample -> sample.name().matches("(http|db_client_connection|jvm_memory_(used|limit)).*"))
                .flatMap(sample -> sample.labels().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> families(String text) {
        return text.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
