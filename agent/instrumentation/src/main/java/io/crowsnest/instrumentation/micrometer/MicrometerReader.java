package io.crowsnest.instrumentation.micrometer;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.MetricSink;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads meters. Times are in seconds. Buckets are left out: of the registries that are read here, all forget what is in them after a
 * while, and Prometheus takes buckets for totals.
 */
final class MicrometerReader implements MetricReader {

    private static final TimeUnit SECONDS = TimeUnit.SECONDS;

    /** Micrometer 1.0 asks for them in another way; there, they are shown as the gauges that a registry may make of them. */
    private static final boolean HAS_QUANTILES = hasHistogramSupport();

    private final WeakRegistries<MeterRegistry> registries;
    private final Predicate<String> isRead;

    /**
     * A reader of these.
     *
     * @param isRead whether metrics of a library, the id of its instrumentation, are read where they are kept
     */
    MicrometerReader(WeakRegistries<MeterRegistry> registries, Predicate<String> isRead) {
        this.registries = registries;
        this.isRead = isRead;
    }

    private static boolean hasHistogramSupport() {
        try {
            return Quantiles.canBeAsked();
        } catch (LinkageError absent) {
            return false;
        }
    }

    @Override
    public void read(MetricSink sink) {
        for (MeterRegistry registry : RegistryChoice.of(registries.alive(), isRead, sink)) {
            int ofStep = 0;
            for (Meter meter : registry.getMeters()) {
                if (HAS_QUANTILES && Quantiles.isPartOfAnother(meter)) {
                    continue;
                }
                if (RegistryChoice.isOfStep(meter)) {
                    ofStep++;
                } else if (sink.begins(meter, meter.getId().getName())) {
                    read(meter, sink);
                }
            }
            if (ofStep > 0) {
                sink.note(ofStep + " of the meters of " + registry.getClass().getName()
                        + " are not shown: they tell what happened in its last step, not since the start");
            }
        }
    }

    private static void read(Meter meter, MetricSink sink) {
        try {
            new Series(meter, sink).read();
        } catch (Throwable failure) {
            // Functions of the application: one that fails is missing, the others are there.
            sink.failed(meter.getId().getName(), failure);
        }
    }

    /** A meter on its way. */
    private static final class Series {

        private final Meter meter;
        private final MetricSink sink;

        Series(Meter meter, MetricSink sink) {
            this.meter = meter;
            this.sink = sink;
        }

        void read() {
            if (meter instanceof Counter counter) {
                number(Kind.COUNTER, unit(), counter.count());
            } else if (meter instanceof FunctionCounter counter) {
                number(Kind.COUNTER, unit(), counter.count());
            } else if (meter instanceof TimeGauge gauge) {
                number(Kind.GAUGE, "seconds", gauge.value(SECONDS));
            } else if (meter instanceof Gauge gauge) {
                number(Kind.GAUGE, unit(), gauge.value());
            } else if (meter instanceof Timer timer) {
                SortedMap<Double, Double> quantiles = HAS_QUANTILES ? Quantiles.of(timer) : new TreeMap<>();
                summary("seconds", (double) timer.count(), timer.totalTime(SECONDS), timer.max(SECONDS), quantiles);
            } else if (meter instanceof DistributionSummary summary) {
                SortedMap<Double, Double> quantiles = HAS_QUANTILES ? Quantiles.of(summary) : new TreeMap<>();
                summary(unit(), (double) summary.count(), summary.totalAmount(), summary.max(), quantiles);
            } else if (meter instanceof FunctionTimer timer) {
                summary("seconds", timer.count(), timer.totalTime(SECONDS), Double.NaN, new TreeMap<>());
            } else if (meter instanceof LongTaskTimer timer) {
                // Both fall when a task ends, which what Prometheus calls a summary never does.
                number(".seconds.active.count", Kind.GAUGE, timer.activeTasks());
                number(".seconds.duration.sum", Kind.GAUGE, timer.duration(SECONDS));
            } else {
                custom();
            }
        }

        private @Nullable String unit() {
            return meter.getId().getBaseUnit();
        }

        private void number(Kind kind, @Nullable String unit, double value) {
            add(meter.getId().getName(), unit, labels(), new ApplicationMetric.Single(kind, value));
        }

        private void number(String suffix, Kind kind, double value) {
            add(meter.getId().getName() + suffix, null, labels(), new ApplicationMetric.Single(kind, value));
        }

        private void summary(
                @Nullable String unit, double count, double sum, double maximum, SortedMap<Double, Double> quantiles) {
            Distribution distribution = new Distribution(Kind.SUMMARY, count, sum, maximum, quantiles);
            add(meter.getId().getName(), unit, labels(), distribution);
        }

        /** Each statistic is a metric of its own, under the name that Micrometer's registry for Prometheus gives it. */
        private void custom() {
            for (Measurement measurement : meter.measure()) {
                Map<String, String> labels = labels();
                labels.put("statistic", measurement.getStatistic().toString());
                String suffix = switch (measurement.getStatistic()) {
                    case TOTAL, TOTAL_TIME -> ".sum.total";
                    case COUNT -> ".total";
                    case MAX -> ".max";
                    case VALUE, UNKNOWN -> ".value";
                    case ACTIVE_TASKS -> ".active.count";
                    case DURATION -> ".duration.sum";
                };
                Kind kind = suffix.endsWith(".total") ? Kind.COUNTER : Kind.GAUGE;
                String name = meter.getId().getName() + suffix;
                add(name, null, labels, new ApplicationMetric.Single(kind, measurement.getValue()));
            }
        }

        private Map<String, String> labels() {
            Map<String, String> labels = new LinkedHashMap<>();
            for (Tag tag : meter.getId().getTags()) {
                labels.put(tag.getKey(), tag.getValue());
            }
            return labels;
        }

        private void add(
                String name, @Nullable String unit, Map<String, String> labels, ApplicationMetric.Value value) {
            sink.add(new ApplicationMetric(name, unit, meter.getId().getDescription(), labels, value));
        }
    }
}
