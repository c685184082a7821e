package io.crowsnest.exporter.datadog;

/**
 * Gives the new values of a histogram places inside their buckets, so that they add up to what was recorded.
 *
 * <p>All values of a bucket are put to one place, and all buckets at the same fraction {@code f} between their bounds:
 *
 * <pre>
 *   place(i) = lower(i) + f * (upper(i) - lower(i)),   sum over i of n(i) * place(i) = sum    gives f
 * </pre>
 *
 * <p>The last bucket that has values ends at the largest value known. Where that leaves no fraction between 0 and 1, because figures of one
 * recording were read and others not yet, the nearest places are taken; the caller keeps what is missing for the next step.
 */
final class Placement {

    private double[] places = new double[16];

    /**
     * Finds the places.
     *
     * @param bounds upper bounds, without the infinite one
     * @param counts values in each bucket, one more than there are bounds; at least one is positive
     * @param sum of all values
     * @param max of all values; not a number if unknown
     */
    void spread(double[] bounds, long[] counts, double sum, double max) {
        int size = bounds.length + 1;
        if (places.length < size) {
            places = new double[size];
        }
        int last = size - 1;
        while (counts[last] == 0) {
            last--;
        }
        double low = 0;
        double span = 0;
        for (int i = 0; i <= last; i++) {
            low += counts[i] * lower(bounds, i);
            span += counts[i] * (upper(bounds, i, last, max) - lower(bounds, i));
        }
        double fraction = span > 0 ? Math.min(1, Math.max(0, (sum - low) / span)) : 0;
        double placed = 0;
        for (int i = 0; i <= last; i++) {
            double lower = lower(bounds, i);
            double upper = upper(bounds, i, last, max);
            // Rounding must not lead beyond the bucket.
            places[i] = Math.min(upper, lower + fraction * (upper - lower));
            placed += counts[i] * places[i];
        }
        if (last == bounds.length && sum > placed && !(max > lower(bounds, last))) {
            // Nobody knows where the last bucket ends: its values take what is missing.
            places[last] += (sum - placed) / counts[last];
        }
    }

    /** Where the values of a bucket are. */
    double place(int bucket) {
        return places[bucket];
    }

    private static double lower(double[] bounds, int bucket) {
        return bucket == 0 ? Math.min(0, bounds.length == 0 ? 0 : bounds[0]) : bounds[bucket - 1];
    }

    private static double upper(double[] bounds, int bucket, int last, double max) {
        double lower = lower(bounds, bucket);
        double bound = bucket < bounds.length ? bounds[bucket] : lower;
        if (bucket < last) {
            return bound;
        }
        if (bucket == bounds.length) {
            return max > lower ? max : lower;
        }
        return max > lower && max < bound ? max : bound;
    }
}
