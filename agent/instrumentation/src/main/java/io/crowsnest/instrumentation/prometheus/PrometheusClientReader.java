package io.crowsnest.instrumentation.prometheus;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.MetricSink;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads snapshots of Prometheus's client 1.x. */
final class PrometheusClientReader implements MetricReader {

    private final WeakRegistries<PrometheusRegistry> registries;

    PrometheusClientReader(WeakRegistries<PrometheusRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public void read(MetricSink sink) {
        for (PrometheusRegistry registry : registries.alive()) {
            if (!sink.begins(registry, "a registry")) {
                continue;
            }
            try {
                for (MetricSnapshot snapshot : registry.scrape()) {
                    read(snapshot, sink);
                }
            } catch (Throwable failure) {
                // The client gives all or nothing.
                sink.failed("a registry", failure);
            }
        }
    }

    private static void read(MetricSnapshot snapshot, MetricSink sink) {
        String name = snapshot.getMetadata().getPrometheusName();
        if (snapshot instanceof CounterSnapshot counter) {
            counter.getDataPoints()
                    .forEach(point -> number(snapshot, name, Kind.COUNTER, point, point.getValue(), sink));
        } else if (snapshot instanceof GaugeSnapshot gauge) {
            gauge.getDataPoints().forEach(point -> number(snapshot, name, Kind.GAUGE, point, point.getValue(), sink));
        } else if (snapshot instanceof UnknownSnapshot unknown) {
            unknown.getDataPoints()
                    .forEach(point -> number(snapshot, name, Kind.UNTYPED, point, point.getValue(), sink));
        } else if (snapshot instanceof InfoSnapshot info) {
            info.getDataPoints().forEach(point -> number(snapshot, name + "_info", Kind.GAUGE, point, 1, sink));
        } else if (snapshot instanceof SummarySnapshot summary) {
            summary.getDataPoints().forEach(point -> {
                SortedMap<Double, Double> quantiles = new TreeMap<>();
                for (Quantile quantile : point.getQuantiles()) {
                    quantiles.put(quantile.getQuantile(), quantile.getValue());
                }
                distribution(snapshot, name, point, distribution(Kind.SUMMARY, point, quantiles), sink);
            });
        } else if (snapshot instanceof HistogramSnapshot histogram) {
            if (histogram.isGaugeHistogram()) {
                sink.note(name + " is not shown: a histogram that can fall");
            } else {
                histogram.getDataPoints().forEach(point -> {
                    SortedMap<Double, Double> buckets = buckets(point.getClassicBuckets(), (double) point.getCount());
                    distribution(snapshot, name, point, distribution(Kind.HISTOGRAM, point, buckets), sink);
                });
            }
        } else if (snapshot instanceof StateSetSnapshot states) {
            states.getDataPoints().forEach(point -> {
                for (int i = 0; i < point.size(); i++) {
                    Map<String, String> labels = labels(point);
                    labels.put(name, point.getName(i));
                    add(
                            snapshot,
                            name,
                            labels,
                            new ApplicationMetric.Single(Kind.GAUGE, point.isTrue(i) ? 1 : 0),
                            sink);
                }
            });
        } else {
            sink.note(name + " is not shown: " + snapshot.getClass().getName() + " is not known");
        }
    }

    private static void number(
            MetricSnapshot snapshot, String name, Kind kind, DataPointSnapshot point, double value, MetricSink sink) {
        add(snapshot, name, labels(point), new ApplicationMetric.Single(kind, value), sink);
    }

    private static void distribution(
            MetricSnapshot snapshot, String name, DataPointSnapshot point, Distribution distribution, MetricSink sink) {
        add(snapshot, name, labels(point), distribution, sink);
    }

    private static Distribution distribution(
            Kind kind, DistributionDataPointSnapshot point, SortedMap<Double, Double> points) {
        double count = point.hasCount() ? (double) point.getCount() : Double.NaN;
        return new Distribution(kind, count, point.hasSum() ? point.getSum() : Double.NaN, Double.NaN, points);
    }

    /** The client counts each bucket by itself; one that has native buckets only is shown as a single bucket. */
    private static SortedMap<Double, Double> buckets(ClassicHistogramBuckets buckets, double count) {
        SortedMap<Double, Double> cumulative = new TreeMap<>();
        double below = 0;
        for (int i = 0; i < buckets.size(); i++) {
            below += (double) buckets.getCount(i);
            cumulative.put(buckets.getUpperBound(i), below);
        }
        cumulative.putIfAbsent(Double.POSITIVE_INFINITY, count);
        return cumulative;
    }

    private static Map<String, String> labels(DataPointSnapshot point) {
        Labels labels = point.getLabels();
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            named.put(labels.getPrometheusName(i), labels.getValue(i));
        }
        return named;
    }

    private static void add(
            MetricSnapshot snapshot,
            String name,
            Map<String, String> labels,
            ApplicationMetric.Value value,
            MetricSink sink) {
        sink.add(new ApplicationMetric(name, null, snapshot.getMetadata().getHelp(), labels, value));
    }
}
