package io.crowsnest.meters;

import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The bounds that meters have asked for, each of them once. */
final class KnownBounds {

    private final List<Bounds> all = new CopyOnWriteArrayList<>();

    /** Those of {@code config}, none if it wants no histogram; {@code timer} if they are nanoseconds. */
    Bounds of(DistributionStatisticConfig config, boolean timer) {
        if (!config.isPublishingHistogram()) {
            return Bounds.NONE;
        }
        double[] recorded = config.getHistogramBuckets(true).stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .toArray();
        for (Bounds known : all) {
            if (known.isOf(recorded, timer)) {
                return known;
            }
        }
        Bounds made = new Bounds(recorded, timer);
        all.add(made);
        return made;
    }
}
