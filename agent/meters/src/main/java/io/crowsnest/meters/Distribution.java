package io.crowsnest.meters;

import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.Histogram;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a timer and a summary have in common: stripes, quantiles if they are asked for, exemplars.
 *
 * <p>It begins with one stripe. Only when two threads meet there does it get more, up to as many as can run at once, so that the
 * thousands of series that are never contended stay small.
 */
final class Distribution {

    private static final int MOST_STRIPES =
            Math.min(64, Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() - 1));

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
        this.first = new Stripe(bounds.size() + 1, registry.options().exponentialBuckets());
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
        Stripe stripe = all == null ? first : all[slot(all)];
        if (!stripe.record(bucket, nanos, amount, candidate, epoch)) {
            recordElsewhere(bucket, nanos, amount, candidate, epoch);
        }
    }

    private static int slot(Stripe[] all) {
        return (int) Thread.currentThread().getId() & (all.length - 1);
    }

    /** Two threads have met. Whoever finds all stripes taken lets those run that have them. */
    private void recordElsewhere(int bucket, long nanos, double amount, long candidate, int epoch) {
        Stripe[] all = grow();
        int start = slot(all);
        for (int tries = 0; ; tries++) {
            if (all[(start + tries) & (all.length - 1)].record(bucket, nanos, amount, candidate, epoch)) {
                return;
            }
            if (tries % all.length == all.length - 1) {
                LockSupport.parkNanos(1_000);
            }
        }
    }

    private synchronized Stripe[] grow() {
        Stripe[] old = stripes;
        int length = old == null ? 1 : old.length;
        if (old != null && length >= MOST_STRIPES) {
            return old;
        }
        Stripe[] more = new Stripe[Math.min(2 * length, Math.max(2, MOST_STRIPES))];
        for (int i = 0; i < more.length; i++) {
            more[i] = i > 0 && old != null && i < length
                    ? old[i]
                    : i == 0
                            ? first
                            : new Stripe.Padded(
                                    bounds.size() + 1, registry.options().exponentialBuckets());
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
        Stripe[] all = stripes;
        if (all == null) {
            first.addTo(reading, registry.maximumWindow());
        } else {
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
