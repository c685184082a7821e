package io.crowsnest.instrumentation.dropwizard5;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.MetricSink;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.dropwizard.metrics5.Counter;
import io.dropwizard.metrics5.Gauge;
import io.dropwizard.metrics5.Histogram;
import io.dropwizard.metrics5.Meter;
import io.dropwizard.metrics5.Metric;
import io.dropwizard.metrics5.MetricName;
import io.dropwizard.metrics5.MetricRegistry;
import io.dropwizard.metrics5.Timer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads registries of Dropwizard 5, whose names have labels. A counter may fall there, so it is a gauge; a meter only rises.
 * Quantiles are those of a sample, the sum is that of all values.
 */
final class Dropwizard5Reader implements MetricReader {

    private static final double NANOS = 1e9;

    private final WeakRegistries<MetricRegistry> registries;

    Dropwizard5Reader(WeakRegistries<MetricRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public void read(MetricSink sink) {
        for (MetricRegistry registry : registries.alive()) {
            registry.getMetrics().forEach((name, metric) -> {
                if (sink.begins(metric, name.getKey())) {
                    read(name, metric, sink);
                }
            });
        }
    }

    private static void read(MetricName name, Metric metric, MetricSink sink) {
        try {
            ApplicationMetric.Value value = value(metric);
            if (value == null) {
                sink.note(name.getKey() + " is not shown: its value is not a number");
                return;
            }
            String help = "Dropwizard's " + name.getKey() + ", a " + kind(metric) + ".";
            sink.add(new ApplicationMetric(name.getKey(), null, help, name.getTags(), value));
        } catch (Throwable failure) {
            // Gauges are functions of the application: one that fails is missing, the others are there.
            sink.failed(name.getKey(), failure);
        }
    }

    /** Null of a gauge whose value is not a number. */
    private static ApplicationMetric.@Nullable Value value(Metric metric) {
        if (metric instanceof Counter counter) {
            return new ApplicationMetric.Single(Kind.GAUGE, (double) counter.getCount());
        }
        if (metric instanceof Meter meter) {
            return new ApplicationMetric.Single(Kind.COUNTER, (double) meter.getCount());
        }
        if (metric instanceof Histogram histogram) {
            return Distribution.sampled(
                    (double) histogram.getCount(), (double) histogram.getSum(), 1, histogram.getSnapshot()::getValue);
        }
        if (metric instanceof Timer timer) {
            return Distribution.sampled(
                    (double) timer.getCount(), (double) timer.getSum(), NANOS, timer.getSnapshot()::getValue);
        }
        return metric instanceof Gauge<?> gauge ? ApplicationMetric.Single.gauge(gauge.getValue()) : null;
    }

    /** Gauges are of classes of the application, mostly without a name. */
    private static String kind(Metric metric) {
        return metric instanceof Gauge<?>
                ? "gauge"
                : metric.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
