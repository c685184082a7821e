package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Registers meters from their catalogue entries, so that name, unit and help are written once. */
public final class Meters {

    private Meters() {}

    /** A timer with the given histogram bounds, in seconds. */
    public static Timer timer(MeterRegistry registry, Metric metric, List<Double> buckets, String... labels) {
        Duration[] bounds = new Duration[buckets.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = Duration.ofNanos(Math.round(buckets.get(i) * 1e9));
        }
        return Timer.builder(metric.name())
                .description(metric.help())
                .tags(metric.tags(labels))
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    /** A timer without histogram whose figures are kept in {@code source}, which is held weakly. */
    static <T> Meter timer(
            MeterRegistry registry,
            Metric metric,
            T source,
            ToLongFunction<T> count,
            ToDoubleFunction<T> nanos,
            String... labels) {
        return FunctionTimer.builder(metric.name(), source, count, nanos, TimeUnit.NANOSECONDS)
                .description(metric.help())
                .tags(metric.tags(labels))
                .register(registry);
    }

    /** A summary with the histogram bounds of its metric. */
    static DistributionSummary summary(MeterRegistry registry, Metric metric, String... labels) {
        return DistributionSummary.builder(metric.name())
                .description(metric.help())
                .baseUnit(unit(metric))
                .tags(metric.tags(labels))
                .serviceLevelObjectives(metric.buckets().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .register(registry);
    }

    /** A counter that is incremented by whoever holds it. */
    public static Counter counter(MeterRegistry registry, Metric metric, String... labels) {
        return Counter.builder(metric.name())
                .description(metric.help())
                .baseUnit(unit(metric))
                .tags(metric.tags(labels))
                .register(registry);
    }

    /** A counter whose value is kept in {@code source}. */
    public static Meter counter(MeterRegistry registry, Metric metric, LongAdder source, String... labels) {
        return counter(registry, metric, source, LongAdder::sum, labels);
    }

    /** A counter whose value is read from {@code source}, which is held weakly. */
    public static <T> Meter counter(
            MeterRegistry registry, Metric metric, T source, ToDoubleFunction<T> value, String... labels) {
        return FunctionCounter.builder(metric.name(), source, value)
                .description(metric.help())
                .baseUnit(unit(metric))
                .tags(metric.tags(labels))
                .register(registry);
    }

    /** A gauge whose value is read from {@code source}, which is held weakly. */
    public static <T> Meter gauge(
            MeterRegistry registry, Metric metric, T source, ToDoubleFunction<T> value, String... labels) {
        return Gauge.builder(metric.name(), source, value)
                .description(metric.help())
                .baseUnit(unit(metric))
                .tags(metric.tags(labels))
                .register(registry);
    }

    private static @Nullable String unit(Metric metric) {
        return metric.unit().isEmpty() ? null : metric.unit();
    }
}
