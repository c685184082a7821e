package io.crowsnest.instrumentation.simpleclient;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.MetricSink;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads families of Prometheus's client 0.x. They are flat: a histogram is samples whose names say which part of it they are, and
 * which are put together again by their labels.
 */
final class SimpleclientReader implements MetricReader {

    private final WeakRegistries<CollectorRegistry> registries;

    SimpleclientReader(WeakRegistries<CollectorRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public void read(MetricSink sink) {
        for (CollectorRegistry registry : registries.alive()) {
            if (!sink.begins(registry, "a registry")) {
                continue;
            }
            try {
                Enumeration<Collector.MetricFamilySamples> families = registry.metricFamilySamples();
                while (families.hasMoreElements()) {
                    read(families.nextElement(), sink);
                }
            } catch (Throwable failure) {
                // What comes after a collector that throws is not to be had.
                sink.failed("a registry", failure);
            }
        }
    }

    private static void read(Collector.MetricFamilySamples family, MetricSink sink) {
        // By name: the types have become more over time, and one has another name now.
        switch (family.type.name()) {
            case "COUNTER" -> numbers(family, Kind.COUNTER, sink);
            case "GAUGE", "INFO", "STATE_SET" -> numbers(family, Kind.GAUGE, sink);
            case "UNTYPED", "UNKNOWN" -> numbers(family, Kind.UNTYPED, sink);
            case "SUMMARY" -> distributions(family, Kind.SUMMARY, "quantile", sink);
            case "HISTOGRAM" -> distributions(family, Kind.HISTOGRAM, "le", sink);
            default -> sink.note(family.name + " is not shown: a histogram that can fall");
        }
    }

    private static void numbers(Collector.MetricFamilySamples family, Kind kind, MetricSink sink) {
        for (Collector.MetricFamilySamples.Sample sample : family.samples) {
            if (!isCreated(family, sample)) {
                sink.add(new ApplicationMetric(
                        sample.name,
                        null,
                        family.help,
                        labels(sample),
                        new ApplicationMetric.Single(kind, sample.value)));
            }
        }
    }

    /** When a series began: OpenMetrics has that as a sample beside the others. */
    private static boolean isCreated(
            Collector.MetricFamilySamples family, Collector.MetricFamilySamples.Sample sample) {
        return sample.name.equals(family.name + "_created");
    }

    private static void distributions(Collector.MetricFamilySamples family, Kind kind, String point, MetricSink sink) {
        Map<Map<String, String>, Parts> byLabels = new LinkedHashMap<>();
        for (Collector.MetricFamilySamples.Sample sample : family.samples) {
            Map<String, String> labels = labels(sample);
            String at = labels.remove(point);
            if (isCreated(family, sample)) {
                continue;
            }
            Parts parts = byLabels.computeIfAbsent(labels, none -> new Parts());
            if (at != null) {
                parts.points.put(number(at), sample.value);
            } else if (sample.name.endsWith("_count")) {
                parts.count = sample.value;
            } else if (sample.name.endsWith("_sum")) {
                parts.sum = sample.value;
            }
        }
        byLabels.forEach((labels, parts) -> sink.add(new ApplicationMetric(
                family.name,
                null,
                family.help,
                labels,
                new Distribution(kind, parts.count, parts.sum, Double.NaN, parts.points))));
    }

    private static double number(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private static Map<String, String> labels(Collector.MetricFamilySamples.Sample sample) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < sample.labelNames.size(); i++) {
            labels.put(sample.labelNames.get(i), sample.labelValues.get(i));
        }
        return labels;
    }

    /** What was found so far of a series. */
    private static final class Parts {
        private final SortedMap<Double, Double> points = new TreeMap<>();
        private double count = Double.NaN;
        private double sum = Double.NaN;
    }
}
