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
 *   figures  values by bucket, whose sum is the number of values; then a maximum for each slot of the {@link MaximumWindow}
 *   nanos    sum of a timer          amount  sum of a summary without infinite values, which are counted instead
 * </pre>
 *
 * <p>One atomic step claims the stripe; everything else is plain, and a reader that sees the same even version before and after
 * has seen figures that belong together.
 *
 * <p>What is rarely done begins with being done: the first value of each stripe turns to the epoch. The JIT leaves out branches that
 * it has never seen taken, and would compile all recorders anew when the window turns for the first time.
 */
class Stripe {

    private static final VarHandle VERSION = version();

    /** A writer needs a few nanoseconds; one that was stopped in between by the scheduler comes back. */
    private static final int READER_TRIES = 10_000;

    private static final int SPINS = 100;

    @SuppressWarnings("unused") // through VERSION
    private volatile int version;

    private int epoch = MaximumWindow.NO_EPOCH;
    private long nanos;
    private double amount;
    private long infinite;
    private final long[] figures;
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
     * @param padding unused words before and after the figures
     */
    Stripe(int buckets, int padding, boolean exponential) {
        this.figures = new long[buckets + MaximumWindow.SLOTS + 2 * padding];
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
            figures[first + bucket]++;
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
        int at = first + buckets + MaximumWindow.slot(epoch);
        if (candidate > figures[at]) {
            figures[at] = candidate;
        }
    }

    /** Empties the slots of the epochs that have begun since. A thread that saw an older epoch records into the newer. */
    private void turnTo(int now) {
        for (int turns = Math.min(now - epoch, MaximumWindow.SLOTS); turns > 0; turns--) {
            figures[first + buckets + MaximumWindow.slot(now - turns + 1)] = 0;
        }
        epoch = Math.max(epoch, now);
    }

    /** Adds these figures to {@code reading}. */
    final void addTo(Reading reading, MaximumWindow window) {
        int length = buckets + MaximumWindow.SLOTS;
        long[] copy = reading.scratch(length);
        int tries = 0;
        while (true) {
            int before = version;
            if ((before & 1) == 0 || tries >= READER_TRIES) {
                System.arraycopy(figures, first, copy, 0, length);
                long nanosNow = nanos;
                double amountNow = amount;
                int epochNow = epoch;
                long infiniteNow = infinite;
                if (exponential != null) {
                    reading.exponentialScratch().copy(exponential);
                }
                VarHandle.acquireFence();
                if (version == before || tries >= READER_TRIES) {
                    reading.add(copy, buckets, nanosNow, amountNow, infiniteNow, maximum(copy, epochNow, window));
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

    private long maximum(long[] copy, int latest, MaximumWindow window) {
        long greatest = 0;
        for (int each = latest; each > latest - MaximumWindow.SLOTS; each--) {
            if (window.shows(each)) {
                greatest = Math.max(greatest, copy[buckets + MaximumWindow.slot(each)]);
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
