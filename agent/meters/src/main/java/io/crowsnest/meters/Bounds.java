package io.crowsnest.meters;

import java.util.Arrays;

/**
 * Upper bounds of histogram buckets, ascending, without infinity; shared by all series that have the same.
 *
 * <p>Durations are looked up in their octave: the number of leading zeros gives the first bucket that can hold them, and with
 * the usual bounds at most two more are looked at.
 */
public final class Bounds {

    static final Bounds NONE = new Bounds(new double[0], true);

    private final double[] upper;
    private final boolean timer;
    private final long[] nanos;
    private final int[] firstOfOctave;

    /**
     * Makes bounds.
     *
     * @param recorded in the unit of what is recorded: nanoseconds of a timer
     * @param timer whether they are shown in seconds
     */
    Bounds(double[] recorded, boolean timer) {
        upper = recorded.clone();
        this.timer = timer;
        nanos = new long[recorded.length];
        firstOfOctave = new int[Long.SIZE + 1];
        if (timer) {
            for (int i = 0; i < upper.length; i++) {
                nanos[i] = (long) Math.floor(recorded[i]);
                upper[i] = recorded[i] / 1e9;
            }
            for (int zeros = 0; zeros <= Long.SIZE; zeros++) {
                firstOfOctave[zeros] = search(zeros == Long.SIZE ? 0 : 1L << (Long.SIZE - 1 - zeros));
            }
        }
    }

    private int search(long least) {
        int at = 0;
        while (at < nanos.length && nanos[at] < least) {
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
        if (all.length == 0) {
            return 0;
        }
        int at = firstOfOctave[Long.numberOfLeadingZeros(duration)];
        while (at < all.length && all[at] < duration) {
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
