package io.crowsnest.instrumentation.dropwizard;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.MetricSink;
import io.crowsnest.telemetry.application.WeakRegistries;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads registries of Dropwizard 3 and 4, under the names that Prometheus's own bridge gives them. A counter may fall there, so it is
 * a gauge; a meter only rises. Quantiles are those of a sample, and the sum of all values is not kept.
 */
final class DropwizardReader implements MetricReader {

    private static final double NANOS = 1e9;

    private final WeakRegistries<MetricRegistry> registries;

    DropwizardReader(WeakRegistries<MetricRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public void read(MetricSink sink) {
        for (MetricRegistry registry : registries.alive()) {
            registry.getMetrics().forEach((name, metric) -> {
                if (!ApplicationMetrics.isShownOtherwise(registry, name) && sink.begins(metric, name)) {
                    read(name, metric, sink);
                }
            });
        }
    }

    private static void read(String name, Metric metric, MetricSink sink) {
        try {
            ApplicationMetric.Value value = value(metric);
            if (value == null) {
                sink.note(name + " is not shown: its value is not a number");
                return;
            }
            String help = "Dropwizard's " + name + ", a " + kind(metric) + ".";
            sink.add(new ApplicationMetric(name, null, help, Map.of(), value));
        } catch (Throwable failure) {
            // Gauges are functions of the application: one that fails is missing, the others are there.
            sink.failed(name, failure);
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
                    (double) histogram.getCount(), Double.NaN, 1, histogram.getSnapshot()::getValue);
        }
        if (metric instanceof Timer timer) {
            return Distribution.sampled((double) timer.getCount(), Double.NaN, NANOS, timer.getSnapshot()::getValue);
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
