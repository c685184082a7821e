package io.crowsnest.meters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one distribution, written by one thread at a time and read by any without stopping it.
 *
 * <pre>
 *   version  odd while somebody writes; a thread that finds it so goes to another stripe and does not wait
 *   counts   values by bucket; their sum is the number of values
 *   nanos    sum of a timer          amount  sum of a summary without infinite values, which are counted instead
 *   maxima   one for each slot of the {@link MaximumWindow}
 * </pre>
 *
 * <p>One atomic step claims the stripe; everything else is plain, and a reader that sees the same even version before and after
 * has seen figures that belong together.
 */
class Stripe {

    private static final VarHandle VERSION = version();

    /** A writer needs a few nanoseconds; one that was stopped in between by the scheduler comes back. */
    private static final int READER_TRIES = 10_000;

    private static final int SPINS = 100;

    @SuppressWarnings("unused") // through VERSION
    private volatile int version;

    private int epoch = MaximumWindow.SLOTS;
    private long nanos;
    private double amount;
    private long infinite;
    private long maximum0;
    private long maximum1;
    private long maximum2;
    private final long[] counts;
    private final int first;
    private final int buckets;
    private final @Nullable ExponentialCounts exponential;

    private static VarHandle version() {
        try {
            return MethodHandles.lookup().findVarHandle(Stripe.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    Stripe(int buckets, boolean exponential) {
        this(buckets, 0, exponential);
    }

    /**
     * Makes a stripe.
     *
     * @param padding unused words before and after the counts
     */
    Stripe(int buckets, int padding, boolean exponential) {
        this.counts = new long[buckets + 2 * padding];
        this.first = padding;
        this.buckets = buckets;
        this.exponential = exponential ? new ExponentialCounts() : null;
    }

    /**
     * Adds one value; false if somebody else is just writing.
     *
     * @param moreNanos of a timer, 0 of a summary
     * @param moreAmount of a summary, 0 of a timer
     * @param candidate for the maximum: nanoseconds, or the bits of a double that is not negative, whose order is the same
     */
    final boolean record(int bucket, long moreNanos, double moreAmount, long candidate, int now) {
        int before = version;
        if ((before & 1) != 0 || !VERSION.compareAndSet(this, before, before + 1)) {
            return false;
        }
        // Some processors would show the figures before they show the odd version; StampedLock has this fence, too.
        VarHandle.storeStoreFence();
        try {
            counts[first + bucket]++;
            nanos += moreNanos;
            if (moreAmount <= Double.MAX_VALUE) {
                amount += moreAmount;
            } else {
                infinite++;
            }
            if (now != epoch) {
                turnTo(now);
            }
            raise(candidate);
            if (exponential != null) {
                exponential.record(moreNanos == 0 ? moreAmount : moreNanos / 1e9);
            }
            VERSION.setRelease(this, before + 2);
        } catch (Throwable noStackLeft) {
            // A field, since there may be no room for another call: the stripe must not stay claimed.
            version = before + 2;
            throw noStackLeft;
        }
        return true;
    }

    private void raise(long candidate) {
        switch (epoch % MaximumWindow.SLOTS) {
            case 0 -> {
                if (candidate > maximum0) {
                    maximum0 = candidate;
                }
            }
            case 1 -> {
                if (candidate > maximum1) {
                    maximum1 = candidate;
                }
            }
            default -> {
                if (candidate > maximum2) {
                    maximum2 = candidate;
                }
            }
        }
    }

    /** Empties the slots of the epochs that have begun since. A thread that saw an older epoch records into the newer. */
    private void turnTo(int now) {
        for (int turns = Math.min(now - epoch, MaximumWindow.SLOTS); turns > 0; turns--) {
            switch ((now - turns + 1) % MaximumWindow.SLOTS) {
                case 0 -> maximum0 = 0;
                case 1 -> maximum1 = 0;
                default -> maximum2 = 0;
            }
        }
        epoch = Math.max(epoch, now);
    }

    /** Adds these figures to {@code reading}. */
    final void addTo(Reading reading, MaximumWindow window) {
        long[] copy = reading.scratch(buckets);
        int tries = 0;
        while (true) {
            int before = version;
            if ((before & 1) == 0 || tries >= READER_TRIES) {
                System.arraycopy(counts, first, copy, 0, buckets);
                long nanosNow = nanos;
                double amountNow = amount;
                long infiniteNow = infinite;
                long maximum = maximum(window);
                if (exponential != null) {
                    reading.exponentialScratch().copy(exponential);
                }
                VarHandle.acquireFence();
                if (version == before || tries >= READER_TRIES) {
                    reading.add(copy, buckets, nanosNow, amountNow, infiniteNow, maximum);
                    return;
                }
            }
            if (++tries % SPINS == 0) {
                LockSupport.parkNanos(1_000);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private long maximum(MaximumWindow window) {
        long greatest = 0;
        for (int each = epoch; each > epoch - MaximumWindow.SLOTS; each--) {
            if (window.shows(each)) {
                greatest = Math.max(
                        greatest,
                        switch (each % MaximumWindow.SLOTS) {
                            case 0 -> maximum0;
                            case 1 -> maximum1;
                            default -> maximum2;
                        });
            }
        }
        return greatest;
    }

    /** A stripe that shares no cache line with another. */
    static final class Padded extends Stripe {

        private static final int LINE = 16;

        @SuppressWarnings("unused")
        private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

        Padded(int buckets, boolean exponential) {
            super(buckets, LINE, exponential);
        }
    }
}
