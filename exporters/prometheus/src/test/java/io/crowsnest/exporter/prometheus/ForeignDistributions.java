package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A histogram with two buckets and a summary with two quantiles, each with one series. */
final class ForeignDistributions {

    static final List<ForeignFamily> ALL = List.of(
            family(
                    "app_work_seconds",
                    ForeignFamily.Kind.HISTOGRAM,
                    new Distribution(
                            Kind.HISTOGRAM,
                            3,
                            4.5,
                            Double.NaN,
                            new TreeMap<>(Map.of(0.5, 1.0, Double.POSITIVE_INFINITY, 3.0)))),
            family(
                    "app_size_bytes",
                    ForeignFamily.Kind.SUMMARY,
                    new Distribution(Kind.SUMMARY, 2, 30, Double.NaN, new TreeMap<>(Map.of(0.5, 10.0, 0.99, 20.0)))));

    private ForeignDistributions() {}

    private static ForeignFamily family(String name, ForeignFamily.Kind kind, Distribution distribution) {
        ForeignLabels labels = ForeignLabels.of(Map.of("kind", "new"));
        return new ForeignFamily(name, kind, "Help.", List.of(new ForeignFamily.Sample(labels, distribution)));
    }
}
