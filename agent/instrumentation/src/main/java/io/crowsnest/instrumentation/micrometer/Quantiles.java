package io.crowsnest.instrumentation.micrometer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The quantiles that a meter publishes. A class of its own, since Micrometer 1.0 lacks what it needs. */
final class Quantiles {

    private Quantiles() {}

    /**
     * Whether Micrometer has them.
     *
     * @throws LinkageError if not
     */
    static boolean canBeAsked() {
        return HistogramSupport.class.isInterface();
    }

    /** Whether a meter is a quantile or a bucket of another, which some registries make meters of their own. */
    static boolean isPartOfAnother(Meter meter) {
        return meter.getId().syntheticAssociation() != null;
    }

    /** Of a timer, in seconds. */
    static SortedMap<Double, Double> of(Timer timer) {
        SortedMap<Double, Double> quantiles = new TreeMap<>();
        for (ValueAtPercentile each : timer.takeSnapshot().percentileValues()) {
            quantiles.put(each.percentile(), each.value(TimeUnit.SECONDS));
        }
        return quantiles;
    }

    /** Of a summary. */
    static SortedMap<Double, Double> of(DistributionSummary summary) {
        SortedMap<Double, Double> quantiles = new TreeMap<>();
        for (ValueAtPercentile each : summary.takeSnapshot().percentileValues()) {
            quantiles.put(each.percentile(), each.value());
        }
        return quantiles;
    }
}
