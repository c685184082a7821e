package io.crowsnest.dogstatsd;

import io.crowsnest.dogstatsd.Message.Sample;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the Agent would make of samples, by series. A value with a sample rate counts {@code int64(1 / rate)} times, and its part of the sum is
 * {@code value * (1 / rate)} ({@code pkg/util/quantile/agent.go}, {@code pkg/metrics/histogram.go}).
 */
public final class Totals {

    /**
     * Figures of one series.
     *
     * @param count of values, by their weight
     * @param sum of values, by their weight
     * @param max the largest value
     * @param last the newest value
     */
    public record Total(long count, double sum, double max, double last) {
        static final Total NONE = new Total(0, 0, Double.NEGATIVE_INFINITY, 0);

        Total plus(double value, double rate) {
            double times = 1 / (rate > 0 && rate <= 1 ? rate : 1);
            return new Total(count + (long) times, sum + value * times, Math.max(max, value), value);
        }
    }

    private final Map<String, Total> totals = new TreeMap<>();

    synchronized void add(Sample sample) {
        String series = series(sample);
        for (double value : sample.values()) {
            totals.merge(series, Total.NONE.plus(value, sample.rate()), (old, one) -> old.plus(value, sample.rate()));
        }
    }

    /** Figures of a series, as {@code name|type|tag,tag} with its tags sorted; none if nothing came. */
    public synchronized Total of(String series) {
        return totals.getOrDefault(series, Total.NONE);
    }

    /** Every series with its figures. */
    public synchronized Map<String, Total> all() {
        return new TreeMap<>(totals);
    }

    /** The series of a sample, as {@link #of} wants it. */
    public static String series(Sample sample) {
        return sample.name() + "|" + sample.type() + "|" + String.join(",", new TreeSet<>(sample.tags()));
    }
}
