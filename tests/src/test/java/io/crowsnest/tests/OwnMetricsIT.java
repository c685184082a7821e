package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Metrics that the application keeps itself are shown beside the agent's, and the application does not notice. */
final class OwnMetricsIT {

    private static final Pattern NAMES = Pattern.compile("\"names\":\\s*\\[([^]]*)]");

    static Stream<Matrix.Case> itsMetersAreThereWithTheirValues() {
        return Matrix.cases("own-metrics");
    }

    @ParameterizedTest
    @MethodSource
    void itsMetersAreThereWithTheirValues(Matrix.Case matrix) throws IOException, InterruptedException {
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            URI metrics = jvm.awaitMetrics();
            jvm.awaitStdout("step look");
            Scrape.of(metrics);
            String text = Scrape.get(metrics).body();
            Scrape scrape = Scrape.parse(text);
            Map<String, Double> shown = shown(scrape);

            assertThat(shown).containsAllEntriesOf(expected(jvm));
            for (String absent : said(jvm, "absent ")) {
                assertThat(scrape.has(absent)).as(absent).isFalse();
            }
            String status = Scrape.get(metrics.resolve("/status")).body();
            said(jvm, "status ").forEach(said -> assertThat(status).contains(said));
            for (String failing : said(jvm, "errors ")) {
                String[] words = failing.split(" ", -1);
                assertThat(scrape.sum("crowsnest_source_errors_total", Map.of("source", words[0])))
                        .isGreaterThanOrEqualTo(Double.parseDouble(words[1]));
            }
            if (said(jvm, "errors ").isEmpty()) {
                assertThat(scrape.sum("crowsnest_source_errors_total")).isZero();
            }
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            assertThat(openMetrics(metrics)).endsWith("# EOF\n");
            jvm.finish().assertAgentIsQuiet();
            Promtool.assertNoComplaint(text);
        }
    }

    static Stream<Matrix.Case> metersForPrometheusAreThereWhereTheHooksOfItsClientAreOff() {
        return Matrix.cases("own-metrics")
                .filter(each -> each.row().scenario().matches("own-metrics/micrometer-(prometheus|simpleclient)"));
    }

    @ParameterizedTest
    @MethodSource
    void metersForPrometheusAreThereWhereTheHooksOfItsClientAreOff(Matrix.Case matrix) {
        try (ForkedJvm jvm = matrix.briefJvm()
                .agent("instrumentation.prometheus-client.enabled=false", "instrumentation.simpleclient.enabled=false")
                .start()) {
            URI metrics = jvm.awaitMetrics();
            jvm.awaitStdout("step look");
            Scrape scrape = Scrape.of(metrics);
            Map<String, Double> expected = expected(jvm);
            // Whatever is read through Micrometer has none.
            expected.keySet().removeIf(series -> series.contains("_bucket{"));

            assertThat(expected).isNotEmpty();
            assertThat(shown(scrape)).containsAllEntriesOf(expected);
            jvm.finish().assertAgentIsQuiet();
        }
    }

    static Stream<Matrix.Case> actuatorAnswersAsBefore() {
        return Matrix.cases("actuator");
    }

    @ParameterizedTest
    @MethodSource
    void actuatorAnswersAsBefore(Matrix.Case matrix) {
        List<String> before;
        try (ForkedJvm jvm = matrix.briefJvm().start()) {
            before = meters(order(jvm));
            jvm.finish();
        }
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            URI metrics = jvm.awaitMetrics();
            URI application = order(jvm);
            Scrape scrape = Scrape.until(metrics, "orders_placed_total", 1);

            assertThat(scrape.sum("orders_placed_total", Map.of("region", "eu")))
                    .isEqualTo(1);
            assertThat(meters(application)).isEqualTo(before);
            assertThat(Scrape.get(application.resolve("/actuator/metrics/orders.placed"))
                            .body())
                    .contains("\"value\":1.0");
            assertThat(scrape.sum("crowsnest_source_errors_total")).isZero();
            assertThat(Scrape.get(metrics.resolve("/status")).body()).contains("\"jvm_memory_used_bytes\"");
            jvm.finish().assertAgentIsQuiet();
        }
    }

    private static URI order(ForkedJvm jvm) {
        URI application = URI.create(
                "http://127.0.0.1:" + jvm.awaitStdout("^port (\\d+)$").group(1));
        assertThat(Scrape.get(application.resolve("/order")).body()).isEqualTo("placed");
        return application;
    }

    private static List<String> meters(URI application) {
        // The first of these requests is one that the second counts.
        Scrape.get(application.resolve("/actuator/metrics"));
        String answer = Poll.until(
                Duration.ofSeconds(10),
                () -> Scrape.get(application.resolve("/actuator/metrics")).body(),
                body -> body.contains("http.server.requests"));
        Matcher names = NAMES.matcher(answer);
        assertThat(names.find()).as(answer).isTrue();
        // Some of a collection are there from the first one of their kind on.
        return Stream.of(names.group(1).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.startsWith("\"jvm.gc."))
                .sorted()
                .toList();
    }

    private static Map<String, Double> expected(ForkedJvm jvm) {
        return shown(Scrape.parse(String.join("\n", said(jvm, "expect "))));
    }

    private static Map<String, Double> shown(Scrape scrape) {
        return scrape.samples().stream()
                .collect(Collectors.toMap(
                        sample -> sample.name() + new TreeMap<>(sample.labels()), Scrape.Sample::value, Double::sum));
    }

    private static List<String> said(ForkedJvm jvm, String prefix) {
        return jvm.stdout().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static String openMetrics(URI metrics) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(metrics)
                .header("Accept", "application/openmetrics-text;version=1.0.0")
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
