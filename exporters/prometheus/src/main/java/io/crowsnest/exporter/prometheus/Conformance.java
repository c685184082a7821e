package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes what Micrometer collects pass {@code promtool check metrics}:
 *
 * <ul>
 *   <li>a blank help is filled in;
 *   <li>a gauge with a suffix that belongs to histograms ({@code system_cpu_count}) becomes untyped: same name, no complaint;
 *   <li>a counter or gauge in milli-, micro- or nanoseconds ({@code process_cpu_time_ns_total}) is given in seconds.
 * </ul>
 */
final class Conformance {

    private static final List<SubSecond> SUB_SECONDS =
            List.of(new SubSecond("_ms", 1e3), new SubSecond("_us", 1e6), new SubSecond("_ns", 1e9));
    private static final List<String> RESERVED_SUFFIXES = List.of("_count", "_sum", "_bucket");
    private static final Map<String, String> HELP = help();

    private record SubSecond(String suffix, double perSecond) {}

    private Conformance() {}

    static MetricSnapshot of(MetricSnapshot snapshot) {
        if (snapshot instanceof CounterSnapshot counter) {
            return counter(counter);
        }
        if (snapshot instanceof GaugeSnapshot gauge) {
            return gauge(gauge);
        }
        MetricMetadata metadata = snapshot.getMetadata();
        if (!isBlank(metadata.getHelp())) {
            return snapshot;
        }
        MetricMetadata described = new MetricMetadata(metadata.getName(), help(metadata.getPrometheusName()));
        if (snapshot instanceof HistogramSnapshot histogram) {
            return new HistogramSnapshot(histogram.isGaugeHistogram(), described, histogram.getDataPoints());
        }
        if (snapshot instanceof SummarySnapshot summary) {
            return new SummarySnapshot(described, summary.getDataPoints());
        }
        if (snapshot instanceof UnknownSnapshot unknown) {
            return new UnknownSnapshot(described, unknown.getDataPoints());
        }
        return snapshot;
    }

    private static MetricSnapshot counter(CounterSnapshot counter) {
        MetricMetadata metadata = counter.getMetadata();
        SubSecond unit = subSecond(metadata.getPrometheusName());
        if (unit == null) {
            return isBlank(metadata.getHelp())
                    ? new CounterSnapshot(
                            described(metadata, metadata.getName(), metadata.getPrometheusName() + "_total"),
                            counter.getDataPoints())
                    : counter;
        }
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        for (CounterDataPointSnapshot point : counter.getDataPoints()) {
            points.add(new CounterDataPointSnapshot(
                    point.getValue() / unit.perSecond,
                    point.getLabels(),
                    point.getExemplar(),
                    point.getCreatedTimestampMillis()));
        }
        String name = inSeconds(metadata, unit);
        return new CounterSnapshot(described(metadata, name, name + "_total"), points);
    }

    private static MetricSnapshot gauge(GaugeSnapshot gauge) {
        MetricMetadata metadata = gauge.getMetadata();
        String name = metadata.getPrometheusName();
        if (RESERVED_SUFFIXES.stream().anyMatch(name::endsWith)) {
            List<UnknownDataPointSnapshot> points = new ArrayList<>();
            for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
                points.add(new UnknownDataPointSnapshot(point.getValue(), point.getLabels(), point.getExemplar()));
            }
            return new UnknownSnapshot(described(metadata, metadata.getName(), name), points);
        }
        SubSecond unit = subSecond(name);
        if (unit != null) {
            List<GaugeDataPointSnapshot> points = new ArrayList<>();
            for (GaugeDataPointSnapshot point : gauge.getDataPoints()) {
                points.add(new GaugeDataPointSnapshot(
                        point.getValue() / unit.perSecond, point.getLabels(), point.getExemplar()));
            }
            String seconds = inSeconds(metadata, unit);
            return new GaugeSnapshot(described(metadata, seconds, seconds), points);
        }
        return isBlank(metadata.getHelp())
                ? new GaugeSnapshot(described(metadata, metadata.getName(), name), gauge.getDataPoints())
                : gauge;
    }

    private static MetricMetadata described(MetricMetadata metadata, String name, String exposedName) {
        String help = metadata.getHelp();
        return new MetricMetadata(name, isBlank(help) ? help(exposedName) : help);
    }

    private static boolean isBlank(@Nullable String help) {
        return help == null || help.isBlank();
    }

    private static String help(String exposedName) {
        String known = HELP.get(exposedName);
        return known == null ? "Metric " + exposedName + "; its source gives no description." : known;
    }

    private static @Nullable SubSecond subSecond(String name) {
        for (SubSecond unit : SUB_SECONDS) {
            if (name.endsWith(unit.suffix)) {
                return unit;
            }
        }
        return null;
    }

    private static String inSeconds(MetricMetadata metadata, SubSecond unit) {
        String name = metadata.getPrometheusName();
        return name.substring(0, name.length() - unit.suffix.length()) + "_seconds";
    }

    private static Map<String, String> help() {
        Map<String, String> help = new HashMap<>();
        for (Metric metric : Catalogue.ALL) {
            help.put(metric.prometheusName(), metric.help());
        }
        return help;
    }
}
