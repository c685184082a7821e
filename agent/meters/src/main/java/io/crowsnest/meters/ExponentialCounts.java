package io.crowsnest.meters;

import org.jspecify.annotations.Nullable;

/**
 * Counts of exponential buckets of schema {@value #SCHEMA}: eight to an octave, each 9 % wide, as Prometheus defines its native
 * histograms. Bucket {@code i} holds values in {@code (2^((i-1)/8), 2^(i/8)]}.
 *
 * <p>Octaves get their counts when the first value falls into them. Values up to 2^{@value #LOWEST}, a quarter of a nanosecond,
 * are in the zero bucket, values beyond 2^{@value #HIGHEST} in the last.
 */
public final class ExponentialCounts {

    /** Buckets of an octave, as a power of two. */
    public static final int SCHEMA = 3;

    private static final int IN_OCTAVE = 1 << SCHEMA;
    private static final int LOWEST = -32;
    private static final int HIGHEST = 64;
    private static final double[] FRACTIONS = fractions();

    private final long[] @Nullable [] octaves = new long[HIGHEST - LOWEST][];
    private long zero;

    ExponentialCounts() {}

    private static double[] fractions() {
        double[] bounds = new double[IN_OCTAVE];
        for (int i = 0; i < IN_OCTAVE; i++) {
            bounds[i] = Math.pow(2, (double) i / IN_OCTAVE);
        }
        return bounds;
    }

    /** Index of the first bucket that can be there. */
    public static int firstIndex() {
        return LOWEST * IN_OCTAVE + 1;
    }

    /** Index of the last bucket that can be there. */
    public static int lastIndex() {
        return HIGHEST * IN_OCTAVE;
    }

    /** Greatest value of the zero bucket. */
    public static double zeroThreshold() {
        return Math.scalb(1.0, LOWEST);
    }

    /** Values that are as good as zero. */
    public long zero() {
        return zero;
    }

    /** Values in bucket {@code index}. */
    public long at(int index) {
        int offset = index - firstIndex();
        long[] octave = octaves[offset >> SCHEMA];
        return octave == null ? 0 : octave[offset & (IN_OCTAVE - 1)];
    }

    void record(double value) {
        if (!(value > zeroThreshold())) {
            zero++;
            return;
        }
        int index = Math.min(indexOf(value), lastIndex());
        int offset = index - firstIndex();
        long[] octave = octaves[offset >> SCHEMA];
        if (octave == null) {
            octave = new long[IN_OCTAVE];
            octaves[offset >> SCHEMA] = octave;
        }
        octave[offset & (IN_OCTAVE - 1)]++;
    }

    /** The bucket of a value above the zero threshold. */
    static int indexOf(double value) {
        int exponent = Math.getExponent(value);
        double fraction = Math.scalb(value, -exponent);
        int at = 0;
        while (at < IN_OCTAVE && FRACTIONS[at] < fraction) {
            at++;
        }
        return exponent * IN_OCTAVE + at;
    }

    void clear() {
        zero = 0;
        for (long[] octave : octaves) {
            if (octave != null) {
                java.util.Arrays.fill(octave, 0);
            }
        }
    }

    void copy(ExponentialCounts from) {
        clear();
        add(from);
    }

    void add(ExponentialCounts more) {
        zero += more.zero;
        for (int i = 0; i < octaves.length; i++) {
            long[] from = more.octaves[i];
            if (from != null) {
                long[] to = octaves[i];
                if (to == null) {
                    to = new long[IN_OCTAVE];
                    octaves[i] = to;
                }
                for (int j = 0; j < IN_OCTAVE; j++) {
                    to[j] += from[j];
                }
            }
        }
    }
}
