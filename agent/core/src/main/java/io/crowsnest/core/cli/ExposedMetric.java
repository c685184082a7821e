package io.crowsnest.core.cli;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import io.crowsnest.telemetry.OtelName;
import io.crowsnest.telemetry.OtelNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A metric as Prometheus is shown it.
 *
 * @param name of the family
 * @param type in Prometheus's words
 * @param unit base unit, or empty
 * @param labels in the order in which they are written
 * @param help one sentence
 */
record ExposedMetric(String name, String type, String unit, Set<String> labels, String help) {

    private static final String NONE = "-";

    /** The whole catalogue, in its order; under OpenTelemetry's names those that have one, else under Micrometer's. */
    static List<ExposedMetric> all(boolean otel) {
        Map<String, OtelName> names = otel ? OtelNames.byMetric() : Map.of();
        Map<String, ExposedMetric> all = new LinkedHashMap<>();
        for (Metric metric : Catalogue.ALL) {
            ExposedMetric exposed = of(metric, names.get(metric.name()));
            all.merge(exposed.name, exposed, ExposedMetric::with);
        }
        return List.copyOf(all.values());
    }

    private static ExposedMetric of(Metric metric, @Nullable OtelName otel) {
        boolean histogram =
                metric.histogram() || (otel != null && !otel.buckets().isEmpty());
        String type = type(metric.type(), histogram);
        if (otel == null) {
            return new ExposedMetric(
                    metric.prometheusName(), type, metric.unit(), underscored(metric.labels()), metric.help());
        }
        List<String> attributes = new ArrayList<>();
        otel.attributes().forEach(attribute -> attributes.add(attribute.name()));
        return new ExposedMetric(otel.prometheusName(), type, otel.unit(), underscored(attributes), otel.help());
    }

    private static String type(Metric.Type type, boolean histogram) {
        return switch (type) {
            case TIMER, SUMMARY -> histogram ? "histogram" : "summary";
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
        };
    }

    private static Set<String> underscored(List<String> labels) {
        Set<String> names = new LinkedHashSet<>();
        labels.forEach(label -> names.add(label.replace('.', '_')));
        return names;
    }

    /** OpenTelemetry has one name for what several metrics measure. */
    private ExposedMetric with(ExposedMetric other) {
        Set<String> both = new LinkedHashSet<>(labels);
        both.addAll(other.labels);
        return new ExposedMetric(name, type, unit, both, help);
    }

    String shownUnit() {
        return unit.isEmpty() ? NONE : unit;
    }

    String shownLabels() {
        return labels.isEmpty() ? NONE : String.join(",", labels);
    }
}
