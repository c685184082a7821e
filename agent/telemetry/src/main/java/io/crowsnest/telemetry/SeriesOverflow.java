package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import java.util.Map;
import java.util.TreeMap;

/** Which metrics have more label combinations than they may, and how much of them was folded or left out. */
public final class SeriesOverflow {

    private SeriesOverflow() {}

    /** A registry has no place for {@code id}. What recorders ask for they count themselves, each time they record. */
    public static void exceeded(Meter.Id id) {
        Telemetry.Live live = Telemetry.live();
        boolean own = id.getName().equals(Catalogue.CROWSNEST_SERIES_OVERFLOW.name());
        if (live != null && !own && !MeterFamily.countsOverflow(id.getName())) {
            Meters.counter(live.registry(), Catalogue.CROWSNEST_SERIES_OVERFLOW, prometheusName(id.getName()))
                    .increment();
        }
    }

    /** How often, by the metric's name in Prometheus; only those that have exceeded their limit. */
    public static Map<String, Long> byMetric() {
        Map<String, Long> folded = new TreeMap<>();
        Telemetry.Live live = Telemetry.live();
        if (live != null) {
            for (Counter each : live.registry()
                    .find(Catalogue.CROWSNEST_SERIES_OVERFLOW.name())
                    .counters()) {
                if (each.count() > 0) {
                    folded.put(String.valueOf(each.getId().getTag("metric")), (long) each.count());
                }
            }
        }
        return folded;
    }

    private static String prometheusName(String name) {
        for (Metric metric : Catalogue.ALL) {
            if (metric.name().equals(name)) {
                return metric.prometheusName();
            }
        }
        return name.replace('.', '_');
    }
}
