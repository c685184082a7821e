package io.crowsnest.meters;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;

/**
 * For how long a maximum is shown, without anybody asking for the time when it records: readers turn the ring.
 *
 * <pre>
 *   epoch      n-2          n-1           n
 *   slot    [ 0.31 s ]   [ 0.87 s ]   [ 0.12 s ]   a maximum each, in every stripe
 *   closed     t1           t2          (open)     once for the registry
 * </pre>
 *
 * <p>Recorders write into the slot of the epoch that they see. A reader that comes at least one step after the last turn closes
 * it. What a slot holds was recorded before it was closed, so it is shown until {@value #STEPS_SHOWN} steps after that; the open
 * one is always shown. However rarely somebody reads, no maximum is missed.
 */
final class MaximumWindow {

    /** One more than are shown at once: a power of two, so that its remainder costs nothing. */
    static final int SLOTS = 4;

    /** Before the first. */
    static final int NO_EPOCH = 0;

    private static final int STEPS_SHOWN = 2;

    private final Clock clock;
    private final long stepNanos;
    private final long[] closed = new long[SLOTS];
    private volatile int epoch = NO_EPOCH + SLOTS;
    private volatile long opened;
    private volatile long now;

    MaximumWindow(Clock clock, Duration step) {
        this.clock = clock;
        this.stepNanos = step.toNanos();
        this.opened = clock.monotonicTime();
    }

    /** In which to record. */
    int epoch() {
        return epoch;
    }

    /** The slot of an epoch. */
    static int slot(int epoch) {
        return epoch & (SLOTS - 1);
    }

    /** To be called by whoever is about to read. */
    void turn() {
        long time = clock.monotonicTime();
        if (time - opened >= stepNanos) {
            turn(time);
        }
        now = time;
    }

    private synchronized void turn(long time) {
        if (time - opened >= stepNanos) {
            closed[slot(epoch)] = time;
            opened = time;
            epoch++;
        }
    }

    /** Whether what was recorded in {@code candidate} is recent enough. */
    boolean shows(int candidate) {
        int open = epoch;
        return candidate == open
                || (candidate > open - SLOTS && now - closed[slot(candidate)] < STEPS_SHOWN * stepNanos);
    }
}
