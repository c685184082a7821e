package io.crowsnest.exporter.datadog;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A series that an application sends, and the meter by which Prometheus sees it: one of four, or none if a rule drops it. */
final class MirroredSeries {

    private final double scale;
    final long ttlNanos;
    long usedNanos;

    @Nullable
    Counter counter;

    @Nullable
    Gauge gauge;

    @Nullable
    Timer timer;

    @Nullable
    DistributionSummary summary;

    /** What the gauge shows. */
    volatile double level;

    MirroredSeries(double scale, long ttlNanos) {
        this.scale = scale;
        this.ttlNanos = ttlNanos;
    }

    static MirroredSeries dropped() {
        return new MirroredSeries(1, TimeUnit.HOURS.toNanos(1));
    }

    boolean isDropped() {
        return meter() == null;
    }

    /** Whether a value with a weight is recorded again and again. */
    boolean repeats() {
        return timer != null || summary != null;
    }

    /** Whether the meter can hold so much; what is infinite once stays so for ever. */
    boolean holds(double weighted) {
        return Double.isFinite(weighted * scale) && (gauge != null || weighted >= 0);
    }

    @Nullable
    Meter meter() {
        if (counter != null) {
            return counter;
        }
        if (gauge != null) {
            return gauge;
        }
        return timer != null ? timer : summary;
    }

    /**
     * Records a value.
     *
     * @param times how often it counts
     * @param repeated the same, cut off
     */
    void record(double value, double times, int repeated) {
        double scaled = value * scale;
        if (counter != null) {
            // Counters of Prometheus do not fall.
            if (scaled > 0) {
                counter.increment(scaled * times);
            }
        } else if (gauge != null) {
            level = scaled;
        } else {
            for (int i = 0; i < repeated; i++) {
                if (timer != null) {
                    Mirror.record(timer, scaled);
                } else if (summary != null) {
                    summary.record(scaled);
                }
            }
        }
    }
}
