package io.crowsnest.telemetry.application;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * A summary or a histogram.
 *
 * @param kind which of both
 * @param count of all values; not a number if nobody knows it
 * @param sum of all values; not a number if nobody knows it
 * @param maximum of recent values; not a number if nobody knows it
 * @param points of a summary: values by quantile, 0 to 1; of a histogram: how many values are at most as large, by upper bound
 */
public record Distribution(Kind kind, double count, double sum, double maximum, SortedMap<Double, Double> points)
        implements ApplicationMetric.Value {

    private static final double[] QUANTILES = {0.5, 0.75, 0.95, 0.98, 0.99, 0.999};

    /**
     * A summary of which its library keeps a sample.
     *
     * @param sum in the unit of the values; not a number if nobody knows it
     * @param divisor of values and sum
     * @param valueAt the value at a quantile of the sample
     */
    public static Distribution sampled(double count, double sum, double divisor, DoubleUnaryOperator valueAt) {
        SortedMap<Double, Double> quantiles = new TreeMap<>();
        for (double quantile : QUANTILES) {
            quantiles.put(quantile, valueAt.applyAsDouble(quantile) / divisor);
        }
        return new Distribution(Kind.SUMMARY, count, sum / divisor, Double.NaN, quantiles);
    }
}
