package io.crowsnest.meters;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.Histogram;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a timer and a summary have in common: stripes, quantiles if they are asked for, exemplars.
 *
 * <p>It begins with one stripe. Only when two threads meet there does it get others, up to as many as can run at once, so that the
 * thousands of series that are never contended stay small. The first one, which lies close to what all threads read, is not written
 * any more then.
 */
final class Distribution {

    private static final int MOST_STRIPES = Math.max(
            2, Math.min(64, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1)));

    private static final ValueAtPercentile[] NO_QUANTILES = {};

    private final Bounds bounds;
    private final StripedMeterRegistry registry;
    private final Stripe first;
    private volatile Stripe @Nullable [] stripes;
    private final @Nullable Histogram quantiles;
    private final @Nullable Exemplars exemplars;

    Distribution(Bounds bounds, @Nullable Histogram quantiles, StripedMeterRegistry registry) {
        this.bounds = bounds;
        this.quantiles = quantiles;
        this.registry = registry;
        this.exemplars = bounds.size() == 0
                ? null
                : new Exemplars(bounds.size() + 1, registry.options().traces());
        this.first = Stripe.alone(bounds.size() + 1, registry.options().exponentialBuckets());
    }

    void recordNanos(long nanos) {
        int bucket = bounds.bucketOf(nanos);
        record(bucket, nanos, 0, nanos);
        if (exemplars != null && exemplars.wants(bucket)) {
            exemplars.offer(bucket, nanos / 1e9);
        }
        if (quantiles != null) {
            quantiles.recordLong(nanos);
        }
    }

    void recordAmount(double amount) {
        int bucket = bounds.bucketOf(amount);
        record(bucket, 0, amount, Double.doubleToRawLongBits(amount));
        if (exemplars != null && exemplars.wants(bucket)) {
            exemplars.offer(bucket, amount);
        }
        if (quantiles != null) {
            quantiles.recordDouble(amount);
        }
    }

    private void record(int bucket, long nanos, double amount, long candidate) {
        int epoch = registry.maximumWindow().epoch();
        Stripe[] all = stripes;
        Stripe stripe = all == null ? first : all[Probe.of(all.length)];
        if (!stripe.record(bucket, nanos, amount, candidate, epoch)) {
            recordElsewhere(bucket, nanos, amount, candidate, epoch);
        }
    }

    /** Two threads have met. Whoever finds all stripes taken lets those run that have them. */
    private void recordElsewhere(int bucket, long nanos, double amount, long candidate, int epoch) {
        Stripe[] all = more();
        for (int tries = 1; !all[Probe.next(all.length)].record(bucket, nanos, amount, candidate, epoch); tries++) {
            if (tries % all.length == 0) {
                LockSupport.parkNanos(1_000);
            }
        }
    }

    private Stripe[] more() {
        Stripe[] now = stripes;
        return now != null && now.length == MOST_STRIPES ? now : grow();
    }

    private synchronized Stripe[] grow() {
        Stripe[] old = stripes;
        if (old != null && old.length == MOST_STRIPES) {
            return old;
        }
        Stripe[] more = old == null ? new Stripe[2] : Arrays.copyOf(old, 2 * old.length);
        for (int i = old == null ? 0 : old.length; i < more.length; i++) {
            more[i] = Stripe.padded(bounds.size() + 1, registry.options().exponentialBuckets());
        }
        stripes = more;
        return more;
    }

    void readNanos(Reading reading) {
        read(reading);
        reading.endTimer();
    }

    void readAmount(Reading reading) {
        read(reading);
        reading.endSummary();
    }

    private void read(Reading reading) {
        reading.begin(
                bounds,
                quantiles == null
                        ? NO_QUANTILES
                        : quantiles.takeSnapshot(0, 0, 0).percentileValues(),
                exemplars == null ? null : exemplars.taken(),
                registry.options().exponentialBuckets());
        first.addTo(reading, registry.maximumWindow());
        Stripe[] all = stripes;
        if (all != null) {
            for (Stripe stripe : all) {
                stripe.addTo(reading, registry.maximumWindow());
            }
        }
    }

    /** What Micrometer's own API shows. */
    HistogramSnapshot snapshot(Reading reading, double scale) {
        CountAtBucket[] buckets = new CountAtBucket[bounds.size() == 0 ? 0 : bounds.size() + 1];
        long cumulative = 0;
        for (int i = 0; i < buckets.length; i++) {
            cumulative += reading.bucket(i);
            buckets[i] = new CountAtBucket(bounds.upper(i) * scale, (double) cumulative);
        }
        return new HistogramSnapshot(
                reading.count(),
                reading.sum() * scale,
                reading.maximum() * scale,
                reading.quantiles(),
                buckets,
                (out, factor) -> {});
    }

    void rearmExemplars() {
        if (exemplars != null) {
            exemplars.rearm();
        }
    }

    void close() {
        if (quantiles != null) {
            quantiles.close();
        }
    }
}
