package io.crowsnest.meters;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.Histogram;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.util.TimeUtils;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Durations, kept in nanoseconds and shown in seconds. */
final class StripedTimer extends AbstractMeter implements Timer, ExemplarSeries, RecordedSeries {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Distribution distribution;
    private final StripedMeterRegistry registry;

    StripedTimer(Id id, Bounds bounds, @Nullable Histogram quantiles, StripedMeterRegistry registry) {
        super(id);
        this.distribution = new Distribution(bounds, quantiles, registry);
        this.registry = registry;
    }

    /** Records {@code amount}; a negative one, which a clock that was set back can give, is left out. */
    @Override
    public void record(long amount, TimeUnit unit) {
        if (amount >= 0) {
            distribution.recordNanos(unit.toNanos(amount));
        }
    }

    @Override
    public <T> T record(Supplier<T> work) {
        long start = registry.config().clock().monotonicTime();
        try {
            return work.get();
        } finally {
            since(start);
        }
    }

    @Override
    public <T> T recordCallable(Callable<T> work) throws Exception {
        long start = registry.config().clock().monotonicTime();
        try {
            return work.call();
        } finally {
            since(start);
        }
    }

    @Override
    public void record(Runnable work) {
        long start = registry.config().clock().monotonicTime();
        try {
            work.run();
        } finally {
            since(start);
        }
    }

    private void since(long start) {
        record(registry.config().clock().monotonicTime() - start, TimeUnit.NANOSECONDS);
    }

    @Override
    public long count() {
        return now().count();
    }

    @Override
    public double totalTime(TimeUnit unit) {
        return TimeUtils.nanosToUnit((double) now().nanos(), unit);
    }

    @Override
    public double max(TimeUnit unit) {
        return TimeUtils.nanosToUnit((double) now().greatestNanos(), unit);
    }

    @Override
    public TimeUnit baseTimeUnit() {
        return TimeUnit.SECONDS;
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return distribution.snapshot(now(), NANOS_PER_SECOND);
    }

    private Reading now() {
        Reading reading = new Reading();
        registry.maximumWindow().turn();
        read(reading);
        return reading;
    }

    @Override
    public void read(Reading reading) {
        distribution.readNanos(reading);
    }

    @Override
    public void rearmExemplars() {
        distribution.rearmExemplars();
    }

    @Override
    public void close() {
        distribution.close();
    }
}
