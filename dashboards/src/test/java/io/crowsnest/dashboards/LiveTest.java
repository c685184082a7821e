package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.crowsnest.dashboards.PanelQuery.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every query of every panel, asked of a real Prometheus that scrapes the agent's own endpoint under two names. */
class LiveTest {

    private static final int SECONDS = 25;

    /** Queries without an answer here, as panel and legend, each with its reason. */
    private static final Map<String, String> WITHOUT_DATA = Map.of(
            "Request rate: a week ago", "needs a week",
            "Heap after GC in four hours: {{instance}}", "begins half an hour after a start",
            "Concurrent collection: {{gc}} {{instance}}", "not by every collector, nor in so short a time",
            "Spool on disk: durable", "there is no spool in this process",
            "Application's metrics not read: {{source}}", "this process has no metrics of its own",
            "Samples pushed: sent {{instance}}", "nothing is pushed; tried with real receivers beside the exporter",
            "Samples pushed: waiting {{instance}}", "nothing is pushed",
            "Memory of samples that wait: {{instance}}", "nothing is pushed",
            "Samples lost on the way: {{reason}}", "nothing is pushed");

    @TempDir
    private static Path directory;

    private static Activity activity;
    private static Prometheus prometheus;
    /** When the activity ended: later there is no traffic to tell of. */
    private static Instant end;

    @BeforeAll
    static void live() throws Exception {
        activity = new Activity();
        configure();
        prometheus = Prometheus.start(directory);
        for (int i = 0; i < SECONDS * 2; i++) {
            activity.round();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
        end = Instant.now();
    }

    @AfterAll
    static void close() {
        if (prometheus != null) {
            prometheus.close();
        }
        activity.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {".+", "a", "a|b"})
    void every_query_has_an_answer_for_all_one_and_two_instances(String instances) {
        Choice choice = new Choice(".+", instances, "5s", "20s");
        List<String> empty = new ArrayList<>();
        for (PanelQuery query : PanelQuery.all()) {
            if (prometheus.query(query.expanded(choice), end).stream()
                    .allMatch(sample -> Double.isNaN(sample.value()))) {
                empty.add(query.name());
            }
        }

        assertThat(empty).isSubsetOf(WITHOUT_DATA.keySet());
    }

    /** There is one route only, so it must be the same; but other series are asked. */
    @Test
    void latency_of_the_only_route_is_that_of_all_routes() {
        for (String instances : List.of(".+", "a")) {
            for (String legend : List.of("p50", "p99")) {
                double ofAll = latency(legend, new Choice(".+", instances, "10s", "20s"));
                double ofOne = latency(legend, new Choice(".+", instances, "/products/\\\\{id\\\\}", "10s", "20s"));

                assertThat(ofOne).as(legend).isCloseTo(ofAll, withinPercentage(10));
            }
        }
    }

    private static double latency(String legend, Choice choice) {
        return prometheus
                .query(expression("Latency: " + legend, choice), end)
                .get(0)
                .value();
    }

    private static String expression(String query, Choice choice) {
        return PanelQuery.all().stream()
                .filter(each -> each.name().equals(query))
                .findFirst()
                .orElseThrow()
                .expanded(choice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Latency: p50", "Distribution of latency: {{le}}"})
    void graphs_with_examples_have_some(String graph) {
        long now = end.getEpochSecond();
        String expression = expression(graph, new Choice(".+", ".+", "5s", "20s"));
        String examples = prometheus.get("query_exemplars?query=" + Prometheus.encoded(expression) + "&start="
                + (now - SECONDS) + "&end=" + now);

        assertThat(examples).contains("trace_id");
    }

    private static void configure() throws IOException {
        String rules =
                Committed.files().get("prometheus/crowsnest.rules.yml").replaceAll("interval: \\d+s", "interval: 1s");
        Files.writeString(directory.resolve("crowsnest.rules.yml"), rules);
        String targets = Stream.of("a", "b")
                .map(instance -> "      - {targets: ['" + activity.metrics().getAuthority() + "'], labels: {instance: "
                        + instance + "}}\n")
                .reduce("", String::concat);
        Files.writeString(
                directory.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [crowsnest.rules.yml]\n"
                        + "scrape_configs:\n  - job_name: web\n    static_configs:\n" + targets);
    }
}
