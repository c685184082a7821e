package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timers of one metric, one per label combination, resolved once and held. */
final class TimerFamily {

    private static final List<TimerFamily> all = new CopyOnWriteArrayList<>();

    private final Metric metric;
    private volatile @Nullable LabelTable<Timer> timers;

    TimerFamily(Metric metric) {
        this.metric = metric;
        all.add(this);
    }

    /** Records a duration; labels that the metric does not have are passed as the empty string. */
    void record(long nanos, String a, String b, String c, String d, String e) {
        LabelTable<Timer> table = timers;
        if (table == null) {
            Telemetry.Live live = Telemetry.live();
            if (live == null) {
                Telemetry.later(() -> record(nanos, a, b, c, d, e));
                return;
            }
            table = open(live);
        }
        table.get(a, b, c, d, e).record(nanos, TimeUnit.NANOSECONDS);
    }

    static double allSeries() {
        double series = 0;
        for (TimerFamily family : all) {
            LabelTable<Timer> table = family.timers;
            series += table == null ? 0 : table.size();
        }
        return series;
    }

    private synchronized LabelTable<Timer> open(Telemetry.Live live) {
        LabelTable<Timer> table = timers;
        if (table == null) {
            Counter overflow =
                    Meters.counter(live.registry(), Catalogue.CROWSNEST_SERIES_OVERFLOW, metric.prometheusName());
            table = new LabelTable<>(
                    metric.labels().size(),
                    live.seriesLimit(),
                    labels -> Meters.timer(live.registry(), metric, live.buckets(), labels),
                    overflow::increment);
            timers = table;
        }
        return table;
    }
}
