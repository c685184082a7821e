package io.crowsnest.exporter.datadog;

import io.crowsnest.meters.Reading;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads a registry of Micrometer whose meters count from its start on. Belongs to one thread. */
public final class MicrometerReading implements MeterReading {

    private static final double[] NO_BOUNDS = {};
    private static final long[] NO_BUCKETS = {};

    private final MeterRegistry registry;
    private final Predicate<Meter.Id> others;
    private final Reading reading = new Reading();
    private IdentityHashMap<Meter, Known> known = new IdentityHashMap<>();
    private IdentityHashMap<Meter, Known> knownBefore = new IdentityHashMap<>();

    /**
     * Reads this registry.
     *
     * @param others which meters are not for us
     */
    public MicrometerReading(MeterRegistry registry, Predicate<Meter.Id> others) {
        this.registry = registry;
        this.others = others;
    }

    /** What stays the same of a meter from one reading to the next. */
    private static final class Known {
        private double[] upper = NO_BOUNDS;
        private long[] counts = NO_BUCKETS;
        private final Map<String, Object> parts = new HashMap<>();
    }

    @Override
    public void readTo(Reader reader) {
        // What is not read again is forgotten.
        IdentityHashMap<Meter, Known> older = knownBefore;
        knownBefore = known;
        known = older;
        known.clear();
        for (Meter meter : registry.getMeters()) {
            if (!others.test(meter.getId())) {
                try {
                    read(meter, reader);
                } catch (RuntimeException | LinkageError e) {
                    // The function of an application that was undeployed, say: the others are read.
                    reader.unreadable(meter, meter.getId(), e);
                    known(meter).parts.values().forEach(part -> reader.unreadable(part, meter.getId(), e));
                }
            }
        }
    }

    private void read(Meter meter, Reader reader) {
        Meter.Id id = meter.getId();
        if (meter instanceof Timer timer) {
            HistogramSnapshot snapshot = timer.takeSnapshot();
            double max = snapshot.max(TimeUnit.SECONDS);
            values(meter, snapshot, snapshot.count(), snapshot.total(TimeUnit.SECONDS), max, reader, true);
        } else if (meter instanceof DistributionSummary summary) {
            summary(meter, summary.takeSnapshot(), reader);
        } else if (meter instanceof FunctionTimer timer) {
            double count = timer.count();
            double sum = timer.totalTime(TimeUnit.SECONDS);
            reader.values(meter, id, (long) count, sum, Double.NaN, NO_BOUNDS, NO_BUCKETS);
        } else if (meter instanceof LongTaskTimer timer) {
            gauge(timer, "active", timer.activeTasks(), reader);
            gauge(timer, "duration", timer.duration(TimeUnit.SECONDS), reader);
            gauge(timer, "max", timer.max(TimeUnit.SECONDS), reader);
        } else if (meter instanceof Counter counter) {
            reader.counter(meter, id, counter.count());
        } else if (meter instanceof FunctionCounter counter) {
            reader.counter(meter, id, counter.count());
        } else if (meter instanceof TimeGauge gauge) {
            reader.gauge(meter, id, gauge.value(TimeUnit.SECONDS));
        } else if (meter instanceof Gauge gauge) {
            reader.gauge(meter, id, gauge.value());
        } else {
            custom(meter, reader);
        }
    }

    private void gauge(Meter meter, String part, double value, Reader reader) {
        reader.gauge(part(meter, part), idOf(meter, part), value);
    }

    private static Meter.Id idOf(Meter meter, String part) {
        return meter.getId().withName(meter.getId().getName() + "." + part);
    }

    /** Stands for one of several series that a meter has. */
    private Object part(Meter meter, String name) {
        return known(meter).parts.computeIfAbsent(name, any -> new Object());
    }

    private void custom(Meter meter, Reader reader) {
        for (Measurement each : meter.measure()) {
            Statistic statistic = each.getStatistic();
            String suffix = statistic.name().toLowerCase(Locale.ROOT);
            switch (statistic) {
                case COUNT, TOTAL, TOTAL_TIME ->
                    reader.counter(part(meter, suffix), idOf(meter, suffix), each.getValue());
                default -> gauge(meter, suffix, each.getValue(), reader);
            }
        }
    }

    private void summary(Meter meter, HistogramSnapshot snapshot, Reader reader) {
        if (Double.isInfinite(snapshot.total()) && meter instanceof io.crowsnest.meters.Series series) {
            series.read(reading);
            // While the largest is infinite nobody knows the largest of the others.
            double max = Double.isInfinite(reading.maximum()) ? Double.NaN : reading.maximum();
            long finite = reading.count() - reading.infinite();
            values(meter, snapshot, finite, reading.finiteSum(), max, reader, false);
            reader.infinite(meter, meter.getId(), reading.infinite());
        } else {
            values(meter, snapshot, snapshot.count(), snapshot.total(), snapshot.max(), reader, false);
        }
    }

    private void values(
            Meter meter,
            HistogramSnapshot snapshot,
            long count,
            double sum,
            double max,
            Reader reader,
            boolean nanoseconds) {
        CountAtBucket[] buckets = snapshot.histogramCounts();
        int finite = buckets.length;
        if (finite > 0 && Double.isInfinite(buckets[finite - 1].bucket())) {
            finite--;
        }
        if (finite == 0) {
            reader.values(meter, meter.getId(), count, sum, max, NO_BOUNDS, NO_BUCKETS);
            return;
        }
        Known series = known(meter);
        if (series.upper.length != finite) {
            series.upper = new double[finite];
            series.counts = new long[finite];
            for (int i = 0; i < finite; i++) {
                series.upper[i] = nanoseconds ? buckets[i].bucket() / 1e9 : buckets[i].bucket();
            }
        }
        for (int i = 0; i < finite; i++) {
            series.counts[i] = (long) buckets[i].count();
        }
        reader.values(meter, meter.getId(), count, sum, max, series.upper, series.counts);
    }

    private Known known(Meter meter) {
        Known now = known.get(meter);
        if (now == null) {
            now = knownBefore.getOrDefault(meter, new Known());
            known.put(meter, now);
        }
        return now;
    }
}
