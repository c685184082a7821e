package io.crowsnest.telemetry;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The page that says what a metric is called; the tables are made of {@link OtelNames}. */
class OtelPageTest {

    private static final String HEADING = """
            # OpenTelemetry's names

            `metrics.naming=otel` shows Prometheus the names and attributes of OpenTelemetry's semantic conventions (version 1.44) instead of Micrometer's, as
            OpenTelemetry maps them to Prometheus: underscores for dots, the unit at the end, `_total` on counters. Never both. Only names change: what is
            counted is the same, and recording costs the same.

            * Each metric is measured as before; what the conventions want and the agent does not know is left away: `url.scheme`, `server.port`,
              `network.protocol.*`, `jvm.thread.daemon`, `db.namespace`, the method of active requests, and the name of the pool in `db_client_connection_create_time_seconds`,
              which has the database instead.
            * A label that does not apply is empty, which Prometheus takes for none: `error_type` of what went well, `http_route` where nothing matched,
              `http_response_status_code` of a call without an answer. `error_type` is the simple class name of the exception, else the status if that is an
              error (from 500 in, from 400 out), for statements the SQLState.
            * What has no limit has no series, where Micrometer says -1.
            * Up-down counters whose name ends in `_count` are untyped, since Prometheus keeps that ending for histograms.
            * `<name>_max`, the longest time of late, stays beside each histogram, which OpenTelemetry does not have.
            * Collections are histograms with the bounds of the convention, in Datadog, too, where their values become more exact; pauses and work beside the
              application are one metric, told apart by `jvm_gc_name` and `jvm_gc_cause`.
            * Datadog keeps its names, whatever this key says.
            * The application's own metrics and those of MBeans have the names that they were given.
            * Our [dashboards and alerts](dashboards.md) know Micrometer's names only.

            """;

    @Test
    void thePageHasTheTableOfNames() throws IOException {
        Path page = Path.of("../../docs/opentelemetry-names.md");
        String expected = HEADING + names() + kept();
        String actual = Files.exists(page) ? Files.readString(page) : "";
        if (!actual.equals(expected)) {
            Files.writeString(page, expected);
        }

        assertThat(actual)
                .as("the page was out of date and is now rewritten: commit it")
                .isEqualTo(expected);
    }

    private static String names() {
        StringBuilder table =
                new StringBuilder("| with `micrometer` | with `otel` | labels with `otel` |\n| --- | --- | --- |\n");
        for (OtelName each : OtelNames.ALL) {
            String labels = each.attributes().stream()
                    .map(attribute -> "`" + attribute.name().replace('.', '_') + "`" + constant(attribute))
                    .collect(joining(" "));
            table.append(
                    "| `%s` | `%s` | %s |\n".formatted(each.metric().prometheusName(), each.prometheusName(), labels));
        }
        return table.toString();
    }

    /** Of one value, whatever the labels. */
    private static String constant(OtelName.Attribute attribute) {
        String value = attribute.value().from(label -> "?");
        return value.contains("?") ? "" : "=" + value;
    }

    private static String kept() {
        Map<String, StringBuilder> byReason = new LinkedHashMap<>();
        for (Metric metric : Catalogue.ALL) {
            String why = OtelNames.whyKept(metric);
            if (why != null) {
                StringBuilder names = byReason.computeIfAbsent(why, none -> new StringBuilder());
                names.append(names.isEmpty() ? "" : ", ")
                        .append('`')
                        .append(metric.prometheusName())
                        .append('`');
            }
        }
        StringBuilder table = new StringBuilder("\nThese keep their name:\n\n| metrics | because |\n| --- | --- |\n");
        new TreeMap<>(byReason)
                .forEach((why, names) -> table.append("| ")
                        .append(names)
                        .append(" | ")
                        .append(why)
                        .append(" |\n"));
        return table.toString();
    }
}
