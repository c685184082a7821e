package io.crowsnest.meters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Figures of one distribution, written by one thread at a time and read by any without stopping it. All that changes is one block:
 *
 * <pre>
 *   version   odd while somebody writes; a thread that finds it so goes to another stripe and does not wait
 *   epoch     of the {@link MaximumWindow}, in which the last value was recorded
 *   nanos     sum of a timer
 *   amount    sum of a summary, as the bits of a double, without infinite values
 *   infinite  how many values were infinite
 *   buckets   values by bucket, whose sum is the number of values
 *   maxima    one for each slot of the {@link MaximumWindow}
 * </pre>
 *
 * <p>One atomic step claims the stripe; everything else is plain, and a reader that sees the same even version before and after
 * has seen figures that belong together.
 *
 * <p>What is rarely done begins with being done: the first value of each stripe turns to the epoch. The JIT leaves out branches that
 * it has never seen taken, and would compile all recorders anew when the window turns for the first time.
 */
final class Stripe {

    private static final VarHandle FIGURES = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int EPOCH = 1;
    private static final int NANOS = 2;
    private static final int AMOUNT = 3;
    private static final int INFINITE = 4;
    private static final int BUCKETS = 5;

    /** Words that keep the block of one stripe away from what others write: two lines of a cache, since some processors fetch pairs. */
    private static final int PADDING = 16;

    /** A writer needs a few nanoseconds; one that was stopped in between by the scheduler comes back. */
    private static final int READER_TRIES = 10_000;

    private static final int SPINS = 100;

    private final long[] figures;
    private final int version;
    private final int maxima;
    private final @Nullable ExponentialCounts exponential;

    private Stripe(int buckets, int padding, boolean exponential) {
        this.version = padding;
        this.maxima = padding + BUCKETS + buckets;
        this.figures = new long[maxima + MaximumWindow.SLOTS + padding];
        this.exponential = exponential ? new ExponentialCounts() : null;
        figures[version + EPOCH] = MaximumWindow.NO_EPOCH;
    }

    /** A stripe as small as can be, for as long as threads do not meet. */
    static Stripe alone(int buckets, boolean exponential) {
        return new Stripe(buckets, 0, exponential);
    }

    /** A stripe that shares no line of a cache with another. */
    static Stripe padded(int buckets, boolean exponential) {
        return new Stripe(buckets, PADDING, exponential);
    }

    /**
     * Adds one value; false if somebody else is just writing.
     *
     * @param moreNanos of a timer, 0 of a summary
     * @param moreAmount of a summary, 0 of a timer
     * @param candidate for the maximum: nanoseconds, or the bits of a double that is not negative, whose order is the same
     */
    boolean record(int bucket, long moreNanos, double moreAmount, long candidate, int now) {
        long[] all = figures;
        int at = version;
        long before = (long) FIGURES.getVolatile(all, at);
        if ((before & 1) != 0 || !FIGURES.compareAndSet(all, at, before, before + 1)) {
            return false;
        }
        // Some processors would show the figures before they show the odd version; StampedLock has this fence, too.
        VarHandle.storeStoreFence();
        try {
            all[at + BUCKETS + bucket]++;
            all[at + NANOS] += moreNanos;
            if (moreAmount <= Double.MAX_VALUE) {
                all[at + AMOUNT] = Double.doubleToRawLongBits(Double.longBitsToDouble(all[at + AMOUNT]) + moreAmount);
            } else {
                all[at + INFINITE]++;
            }
            if (now != all[at + EPOCH]) {
                turnTo(now);
            }
            raise(candidate);
            if (exponential != null) {
                exponential.record(moreNanos == 0 ? moreAmount : moreNanos / 1e9);
            }
            FIGURES.setRelease(all, at, before + 2);
        } catch (Throwable noStackLeft) {
            // Plain, since there may be no room for another call: the stripe must not stay claimed.
            all[at] = before + 2;
            throw noStackLeft;
        }
        return true;
    }

    private void raise(long candidate) {
        int at = maxima + MaximumWindow.slot((int) figures[version + EPOCH]);
        if (candidate > figures[at]) {
            figures[at] = candidate;
        }
    }

    /** Empties the slots of the epochs that have begun since. A thread that saw an older epoch records into the newer. */
    private void turnTo(int now) {
        int epoch = (int) figures[version + EPOCH];
        for (int turns = Math.min(now - epoch, MaximumWindow.SLOTS); turns > 0; turns--) {
            figures[maxima + MaximumWindow.slot(now - turns + 1)] = 0;
        }
        figures[version + EPOCH] = Math.max(epoch, now);
    }

    /** Adds these figures to {@code reading}. */
    void addTo(Reading reading, MaximumWindow window) {
        int length = maxima - version + MaximumWindow.SLOTS;
        long[] copy = reading.scratch(length);
        int tries = 0;
        while (true) {
            long before = (long) FIGURES.getVolatile(figures, version);
            if ((before & 1) == 0 || tries >= READER_TRIES) {
                System.arraycopy(figures, version, copy, 0, length);
                if (exponential != null) {
                    reading.exponentialScratch().copy(exponential);
                }
                VarHandle.acquireFence();
                if ((long) FIGURES.getVolatile(figures, version) == before || tries >= READER_TRIES) {
                    int inCopy = maxima - version;
                    reading.add(
                            copy,
                            BUCKETS,
                            inCopy,
                            copy[NANOS],
                            Double.longBitsToDouble(copy[AMOUNT]),
                            copy[INFINITE],
                            maximum(copy, inCopy, window));
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

    private static long maximum(long[] copy, int maxima, MaximumWindow window) {
        int latest = (int) copy[EPOCH];
        long greatest = 0;
        for (int each = latest; each > latest - MaximumWindow.SLOTS; each--) {
            if (window.shows(each)) {
                greatest = Math.max(greatest, copy[maxima + MaximumWindow.slot(each)]);
            }
        }
        return greatest;
    }
}
