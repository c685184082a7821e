package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.tests.scenario.EarlyAgent;
import io.crowsnest.tests.scenario.Measured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Methods that the settings name have timers that count every call; all others are as they were. */
final class MethodsIT {

    private static final String ORDERS = Measured.class.getName() + "$Orders";

    @TempDir
    Path folder;

    @OnEachJdk
    void everyCallIsCountedWithItsLabels(Jdk jdk) throws IOException {
        Path settings = Files.writeString(folder.resolve("crowsnest.yaml"), """
                metrics:
                  series-limit: 20
                  methods:
                    - class: %1$s$Orders
                      method: place
                      name: orders.place
                      labels: {customer: 0, amount: 1, kind: 2, basket: 3}
                    - {class: %1$s$Orders, method: pick, name: orders.pick}
                    - {class: %1$s$Orders, method: fibonacci, name: orders.fibonacci}
                    - {class: %1$s$Orders, method: close, name: orders.close}
                    - {class: %1$s$Orders, method: parse, name: orders.parse}
                    - {class: %1$s$Orders, method: visit, name: orders.visit, labels: {customer: 0}}
                    - {class: %1$s$Priced, method: twice, name: orders.twice, labels: {pieces: 0}}
                    - {class: %1$s$Parser, method: apply, name: orders.read}
                    - {class: %1$s$Early, method: isEarly, name: orders.early, labels: {asked: 0}}
                """.formatted(Measured.class.getName()));
        try (ForkedJvm jvm = measured(jdk)
                .options(AgentOfOthers.option(EarlyAgent.class, folder))
                .agent("config=" + settings)
                .start()) {
            jvm.awaitStdout("loaded early");
            jvm.awaitStdout("called");
            URI metrics = jvm.awaitMetrics();
            Scrape scrape = Scrape.of(metrics);

            assertThat(scrape.sum("orders_place_seconds_count")).isEqualTo(14);
            assertThat(count(
                            scrape,
                            "orders_place",
                            Map.of(
                                    "customer", "ann",
                                    "amount", "1",
                                    "kind", "FRESH",
                                    "basket", "Basket",
                                    "exception", "none")))
                    .isEqualTo(10);
            assertThat(count(
                            scrape,
                            "orders_place",
                            Map.of("customer", "bob", "kind", "RETURNED", "basket", "null", "exception", "none")))
                    .isEqualTo(1);
            assertThat(count(
                            scrape,
                            "orders_place",
                            Map.of("kind", "null", "basket", "int[]", "exception", "IllegalArgumentException")))
                    .isEqualTo(3);
            assertThat(scrape.sum("orders_pick_seconds_count")).isEqualTo(9);
            assertThat(scrape.sum("orders_fibonacci_seconds_count")).isEqualTo(177);
            assertThat(scrape.sum("orders_close_seconds_count")).isEqualTo(3);
            assertThat(count(scrape, "orders_parse", Map.of("exception", "none")))
                    .isEqualTo(2);
            assertThat(count(scrape, "orders_parse", Map.of("exception", "NumberFormatException")))
                    .isEqualTo(1);
            assertThat(count(scrape, "orders_twice", Map.of("pieces", "2"))).isEqualTo(3);
            assertThat(scrape.sum("orders_read_seconds_count")).isEqualTo(2);
            assertThat(count(scrape, "orders_early", Map.of("asked", "false"))).isEqualTo(1);
            assertThat(count(scrape, "orders_early", Map.of("asked", "true"))).isEqualTo(2);
            assertThat(scrape.has("orders_close_seconds_bucket")).isTrue();

            // Each customer once, more of them than there may be series.
            assertThat(scrape.sum("orders_visit_seconds_count")).isEqualTo(100);
            assertThat(count(scrape, "orders_visit", Map.of("customer", "overflow")))
                    .isEqualTo(80);
            assertThat(scrape.sum("crowsnest_series_overflow_total", Map.of("metric", "orders_visit_seconds")))
                    .isEqualTo(80);
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();

            JsonNode methods = status(metrics).get("methods");
            assertThat(methods)
                    .hasSize(9)
                    .allMatch(each -> each.get("state").asText().equals("active"));
            assertThat(methods.get(1).get("measured"))
                    .extracting(JsonNode::asText)
                    .containsExactly("pick()", "pick(int)", "pick(java.lang.String, double)");
            Run run = jvm.finish();
            assertThat(run.stdout()).doesNotContain("toString was called");
            run.assertAgentIsQuiet().assertNoJvmWarning();
        }
    }

    @Test
    void oneOverloadIsMeasuredIfTheSettingsSayWhich() throws IOException {
        String text = "class=" + ORDERS + ";method=pick;name=orders.pick;parameters=String double," + "class=" + ORDERS
                + ";method=pick;name=orders.pick.none;parameters=";
        try (ForkedJvm jvm = measured(Jdks.all().get(0))
                .environment("CROWSNEST_METRICS_METHODS", text)
                .agent("metrics.naming=otel")
                .start()) {
            jvm.awaitStdout("called");
            Scrape scrape = Scrape.of(jvm.awaitMetrics());

            assertThat(scrape.sum("orders_pick_seconds_count")).isEqualTo(3);
            assertThat(scrape.sum("orders_pick_none_seconds_count")).isEqualTo(3);
            jvm.finish().assertAgentIsQuiet();
        }
    }

    @Test
    void theStatusSaysWhatIsNotMeasuredAndWhy() throws IOException {
        Path settings =
                Files.writeString(folder.resolve("wrong.yaml"), """
                metrics:
                  methods:
                    - {class: %1$s, method: plaec, name: a}
                    - {class: %1$s, method: print, name: b}
                    - {class: %2$s$Priced, method: price, name: c}
                    - {class: %1$s, method: pick, name: d, labels: {share: 1}}
                    - {class: %1$s, method: place, name: e, parameters: [int]}
                    - {class: com.example.Elsewhere, method: place, name: f}
                    - {class: %1$s, method: <init>, name: g}
                    - {class: java.lang.String, method: length, name: h}
                    - {class: %1$s, method: close, name: http.server.requests}
                """.formatted(ORDERS, Measured.class.getName()));
        try (ForkedJvm jvm =
                measured(Jdks.all().get(0)).agent("config=" + settings).start()) {
            jvm.awaitStdout("called");
            URI metrics = jvm.awaitMetrics();
            Scrape scrape = Scrape.of(metrics);
            JsonNode status = status(metrics);
            JsonNode methods = status.get("methods");

            assertThat(problem(methods.get(0))).isEqualTo("the class has no method plaec of its own, nearest=place");
            assertThat(problem(methods.get(1))).isEqualTo("print() is native: measure its caller");
            assertThat(problem(methods.get(2))).isEqualTo("price() is abstract: name the class that implements it");
            assertThat(methods.get(3).get("problems"))
                    .extracting(JsonNode::asText)
                    .containsExactly(
                            "pick() has no argument 1; the first is 0", "pick(int) has no argument 1; the first is 0");
            assertThat(methods.get(3).get("state").asText()).isEqualTo("active");
            assertThat(scrape.sum("d_seconds_count", Map.of("share", "0.5"))).isEqualTo(3);
            assertThat(problem(methods.get(4))).isEqualTo("no method place with these parameters");
            assertThat(methods.get(5).get("state").asText()).isEqualTo("waiting");
            assertThat(methods.get(5).get("why").asText()).isEqualTo("the class was not loaded so far");
            assertThat(methods).hasSize(6);
            assertThat(status.get("method_problems"))
                    .hasSize(3)
                    .anyMatch(each -> each.asText().contains("constructors and initialisers are not measured"))
                    .anyMatch(each -> each.asText().contains("class java.lang.String is not the application's"))
                    .anyMatch(each -> each.asText().contains("name http.server.requests is taken"));
            Run run = jvm.finish();
            assertThat(run.agentLines()).anyMatch(line -> line.contains("metrics.methods: "));
            assertThat(run.exitCode()).isZero();
        }
    }

    private static String problem(JsonNode method) {
        assertThat(method.get("state").asText()).isEqualTo("failing");
        assertThat(method.get("problems")).hasSize(1);
        return method.get("problems").get(0).asText();
    }

    private static double count(Scrape scrape, String name, Map<String, String> labels) {
        return scrape.sum(name + "_seconds_count", labels);
    }

    private static JsonNode status(URI metrics) throws IOException {
        return new ObjectMapper()
                .readTree(Scrape.get(metrics.resolve("/status")).body());
    }

    private static ForkedJvm.Builder measured(Jdk jdk) {
        return ForkedJvm.java(jdk).classPath(Artefacts.scenarios()).run(Measured.class);
    }
}
