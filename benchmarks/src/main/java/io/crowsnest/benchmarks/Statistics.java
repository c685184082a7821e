package io.crowsnest.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Medians, and comparisons made pair by pair: what a round measured is compared with the same round's other figure. */
final class Statistics {

    private Statistics() {}

    /**
     * The middle value; the mean of the two in the middle if their number is even.
     *
     * @throws IllegalArgumentException without a value
     */
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<Double> sorted = sorted(values);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The value that {@code share} of all values don't exceed (nearest rank), for example 0.99. */
    static double quantile(List<Double> values, double share) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        int rank = (int) Math.ceil(share * values.size());
        return sorted(values).get(Math.max(0, rank - 1));
    }

    /** The quotients of the rounds that both have. */
    static List<Double> ratios(Map<Integer, Double> values, Map<Integer, Double> base) {
        List<Double> ratios = new ArrayList<>();
        values.forEach((round, value) -> {
            Double other = base.get(round);
            if (other != null && other != 0) {
                ratios.add(value / other);
            }
        });
        return ratios;
    }

    /** The differences of the rounds that both have. */
    static List<Double> differences(Map<Integer, Double> values, Map<Integer, Double> base) {
        List<Double> differences = new ArrayList<>();
        values.forEach((round, value) -> {
            Double other = base.get(round);
            if (other != null) {
                differences.add(value - other);
            }
        });
        return differences;
    }

    private static List<Double> sorted(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }
}
