package io.crowsnest.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Time spent by very many statements, in fixed space: a count-min sketch. A statement adds to one cell in each row; the
 * smallest of its cells is what it spent at most. What others add to the same cells makes estimates too high, by some
 * thousandth of the time of all; never too low.
 *
 * <p>G. Cormode, S. Muthukrishnan: An improved data stream summary. Journal of Algorithms 55 (2005).
 */
final class StatementTimes {

    private static final int ROWS = 4;
    private static final int BITS = 11;

    private final AtomicLongArray cells = new AtomicLongArray(ROWS << BITS);

    /** Adds time and returns the estimate for what is known by {@code hash}. */
    long add(long hash, long nanos) {
        long least = Long.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            least = Math.min(least, cells.addAndGet(cell(row, hash), nanos));
        }
        return least;
    }

    long estimate(long hash) {
        return add(hash, 0);
    }

    /** The estimate for {@code hash} is {@code nanos} at least. */
    void raise(long hash, double nanos) {
        for (int row = 0; row < ROWS; row++) {
            cells.accumulateAndGet(cell(row, hash), (long) nanos, Math::max);
        }
    }

    /** Multiplies everything by {@code factor}; what is added meanwhile is added. */
    void age(double factor) {
        for (int i = 0; i < cells.length(); i++) {
            long nanos = cells.get(i);
            cells.addAndGet(i, (long) (nanos * factor) - nanos);
        }
    }

    private static int cell(int row, long hash) {
        // A function of its own for each row: multiplied by odd numbers, of which the highest bits are taken.
        long mixed = (hash + row) * (0x9e3779b97f4a7c15L + 2L * row);
        mixed = (mixed ^ (mixed >>> 29)) * 0xbf58476d1ce4e5b9L;
        return (row << BITS) | (int) (mixed >>> (64 - BITS));
    }
}
