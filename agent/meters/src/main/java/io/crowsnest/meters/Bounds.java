package io.crowsnest.meters;

import java.util.Arrays;

/**
 * Upper bounds of histogram buckets, ascending, without infinity; shared by all series that have the same.
 *
 * <p>Durations are looked up in their cell, an eighth of an octave: leading zeros and the next three bits give the first bucket that
 * can hold them, and the usual bounds are so far apart that it is that or the next. This is computed and not decided, so that
 * durations as they come neither mislead the processor nor, once they get longer, make the JIT compile all recorders anew.
 */
public final class Bounds {

    static final Bounds NONE = new Bounds(new double[0], true);

    private static final int CELL_BITS = 3;

    private final double[] upper;
    private final boolean timer;

    /** With one more that nothing is above. */
    private final long[] nanos;

    private final int[] firstOfCell;

    /**
     * Makes bounds.
     *
     * @param recorded in the unit of what is recorded: nanoseconds of a timer
     * @param timer whether they are shown in seconds
     */
    Bounds(double[] recorded, boolean timer) {
        upper = recorded.clone();
        this.timer = timer;
        nanos = new long[recorded.length + 1];
        nanos[recorded.length] = Long.MAX_VALUE;
        firstOfCell = new int[timer ? (Long.SIZE + 1) << CELL_BITS : 0];
        if (timer) {
            for (int i = 0; i < upper.length; i++) {
                nanos[i] = (long) Math.floor(recorded[i]);
                upper[i] = recorded[i] / 1e9;
            }
            for (int cell = 0; cell < firstOfCell.length; cell++) {
                firstOfCell[cell] = search(leastOf(cell));
            }
        }
    }

    /** Cells are ordered from long durations to short; the last ones, of no set bit at all, hold zero. */
    private static int cellOf(long duration) {
        int zeros = Long.numberOfLeadingZeros(duration);
        int next = (int) ((duration << zeros) >>> (Long.SIZE - 1 - CELL_BITS)) & ((1 << CELL_BITS) - 1);
        return (zeros << CELL_BITS) | next;
    }

    private static long leastOf(int cell) {
        int zeros = cell >> CELL_BITS;
        long bits = (1L << CELL_BITS) | (cell & ((1 << CELL_BITS) - 1));
        return zeros == Long.SIZE ? 0 : (bits << (Long.SIZE - 1 - CELL_BITS)) >>> zeros;
    }

    private int search(long least) {
        int at = 0;
        while (nanos[at] < least) {
            at++;
        }
        return at;
    }

    /** How many there are; buckets are one more. */
    public int size() {
        return upper.length;
    }

    /** Greatest value of a bucket, inclusive, in the unit that is shown: seconds of a timer. */
    public double upper(int bucket) {
        return bucket == upper.length ? Double.POSITIVE_INFINITY : upper[bucket];
    }

    /** The bucket of a duration that is not negative. */
    int bucketOf(long duration) {
        long[] all = nanos;
        int at = firstOfCell[cellOf(duration)];
        at += (int) ((all[at] - duration) >>> (Long.SIZE - 1));
        while (all[at] < duration) {
            at++;
        }
        return at;
    }

    /** The bucket of a value. */
    int bucketOf(double value) {
        int low = 0;
        int high = upper.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upper[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether they were made of these. Those of a summary are of no use for a timer that shows the same: they know no nanoseconds. */
    boolean isOf(double[] recorded, boolean ofTimer) {
        if (ofTimer != timer || recorded.length != upper.length) {
            return false;
        }
        for (int i = 0; i < recorded.length; i++) {
            if (upper[i] != (timer ? recorded[i] / 1e9 : recorded[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return Arrays.toString(upper);
    }
}
