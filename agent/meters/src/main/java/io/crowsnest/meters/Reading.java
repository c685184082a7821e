package io.crowsnest.meters;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one series as they were at one moment. A reader has one and reads all series with it, one after the other, so
 * that nothing is allocated. Durations are in seconds.
 */
public final class Reading {

    private static final ValueAtPercentile[] NO_QUANTILES = {};

    private double value;
    private long count;
    private double sum;
    private double maximum;
    private Bounds bounds = Bounds.NONE;
    private long[] counts = new long[16];
    private ValueAtPercentile[] quantiles = NO_QUANTILES;
    private @Nullable Exemplar @Nullable [] exemplars;
    private List<Measurement> measurements = List.of();
    private boolean exponential;
    private @Nullable ExponentialCounts exponentialCounts;
    private @Nullable ExponentialCounts exponentialScratch;
    private long[] scratch = new long[16];
    private long nanos;
    private double amount;
    private long infinite;
    private long greatest;

    /** Of a counter or gauge. */
    public double value() {
        return value;
    }

    /** Of a distribution: how many values; the sum of all buckets. */
    public long count() {
        return count;
    }

    /** Of a distribution: the sum of exactly those values that are counted. */
    public double sum() {
        return sum;
    }

    /** Of a summary: how many of its values were infinite. The sum is, too, if there are any. */
    public long infinite() {
        return infinite;
    }

    /** Of a summary: the sum of the values that were not infinite. */
    public double finiteSum() {
        return infinite == 0 ? sum : amount;
    }

    /** Of a distribution: the greatest recent value, 0 if there is none; not a number if the source does not know. */
    public double maximum() {
        return maximum;
    }

    /** Of a distribution: upper bounds of its buckets; none if it has no histogram. */
    public Bounds bounds() {
        return bounds;
    }

    /** Values in one bucket alone; {@code bounds().size()} is that without an upper bound. */
    public long bucket(int index) {
        return counts[index];
    }

    /** Of a distribution: quantiles that it was asked to keep, in the unit that was recorded; usually none. */
    public ValueAtPercentile[] quantiles() {
        return quantiles;
    }

    /** The last exemplar of a bucket, or null. */
    public @Nullable Exemplar exemplar(int index) {
        return exemplars == null ? null : exemplars[index];
    }

    /** Exponential buckets, or null if the registry does not keep them. */
    public @Nullable ExponentialCounts exponential() {
        return exponential ? exponentialCounts : null;
    }

    /** Of a custom meter. */
    public List<Measurement> measurements() {
        return measurements;
    }

    void setValue(double now) {
        value = now;
    }

    void setMeasurements(List<Measurement> now) {
        measurements = now;
    }

    /** Figures that are kept elsewhere. */
    void set(long countNow, double sumNow, double maximumNow) {
        begin(Bounds.NONE, NO_QUANTILES, null, false);
        count = countNow;
        sum = sumNow;
        maximum = maximumNow;
        counts[0] = countNow;
    }

    void setBuckets(Bounds of) {
        bounds = of;
        if (counts.length <= of.size()) {
            counts = new long[of.size() + 1];
        }
    }

    void setBucket(int index, long values) {
        counts[index] = values;
    }

    void begin(
            Bounds ofSeries,
            ValueAtPercentile[] quantilesNow,
            @Nullable Exemplar @Nullable [] exemplarsNow,
            boolean withExponential) {
        bounds = ofSeries;
        quantiles = quantilesNow;
        exemplars = exemplarsNow;
        exponential = withExponential;
        if (withExponential) {
            if (exponentialCounts == null) {
                exponentialCounts = new ExponentialCounts();
            }
            exponentialCounts.clear();
        }
        int buckets = ofSeries.size() + 1;
        if (counts.length < buckets) {
            counts = new long[buckets];
        }
        Arrays.fill(counts, 0, buckets, 0);
        nanos = 0;
        amount = 0;
        infinite = 0;
        greatest = 0;
    }

    long[] scratch(int buckets) {
        if (scratch.length < buckets) {
            scratch = new long[buckets];
        }
        return scratch;
    }

    ExponentialCounts exponentialScratch() {
        if (exponentialScratch == null) {
            exponentialScratch = new ExponentialCounts();
        }
        return exponentialScratch;
    }

    /** Adds the figures of a stripe, whose buckets are those of {@code stripe} from {@code first} to before {@code end}. */
    void add(
            long[] stripe, int first, int end, long moreNanos, double moreAmount, long moreInfinite, long maximumBits) {
        for (int i = first; i < end; i++) {
            counts[i - first] += stripe[i];
        }
        nanos += moreNanos;
        amount += moreAmount;
        infinite += moreInfinite;
        greatest = Math.max(greatest, maximumBits);
        if (exponential && exponentialCounts != null) {
            exponentialCounts.add(exponentialScratch());
        }
    }

    /** All stripes are added. */
    void endTimer() {
        sum = nanos / 1e9;
        maximum = greatest / 1e9;
        countBuckets();
    }

    void endSummary() {
        sum = infinite == 0 ? amount : Double.POSITIVE_INFINITY;
        maximum = Double.longBitsToDouble(greatest);
        countBuckets();
    }

    long nanos() {
        return nanos;
    }

    long greatestNanos() {
        return greatest;
    }

    private void countBuckets() {
        long all = 0;
        for (int i = 0; i <= bounds.size(); i++) {
            all += counts[i];
        }
        count = all;
    }
}
