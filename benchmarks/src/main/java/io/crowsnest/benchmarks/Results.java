package io.crowsnest.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Every figure of a run. */
final class Results {

    /** One figure. */
    record Sample(Metric metric, int round, String variant, double value) {}

    private final List<Sample> samples = new ArrayList<>();

    void add(Metric metric, int round, String variant, double value) {
        samples.add(new Sample(metric, round, variant, value));
    }

    /** The figures of one variant by round; empty if it has none. */
    Map<Integer, Double> of(Metric metric, String variant) {
        Map<Integer, Double> values = new TreeMap<>();
        for (Sample each : samples) {
            if (each.metric() == metric && each.variant().equals(variant)) {
                values.put(each.round(), each.value());
            }
        }
        return values;
    }

    /** All figures, one a line, with a head line. */
    List<String> csv() {
        List<String> lines = new ArrayList<>();
        lines.add("measure,metric,unit,round,variant,value");
        for (Sample each : samples) {
            lines.add(String.join(
                    ",",
                    each.metric().measure(),
                    each.metric().name().toLowerCase(Locale.ROOT),
                    each.metric().unit(),
                    Integer.toString(each.round()),
                    each.variant(),
                    String.format(Locale.ROOT, "%.4f", each.value())));
        }
        return lines;
    }
}
