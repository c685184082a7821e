package io.crowsnest.meters;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import io.micrometer.core.instrument.util.TimeUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Micrometer's own meters whose figures are kept elsewhere and asked for when somebody reads. */
final class FunctionSeries {

    private FunctionSeries() {}

    /** A number that may fall; not a number once its object is gone. */
    static final class Gauge<T> extends DefaultGauge<T> implements Series {

        Gauge(Id id, @Nullable T object, ToDoubleFunction<T> value) {
            super(id, object, value);
        }

        @Override
        public void read(Reading reading) {
            reading.setValue(value());
        }
    }

    /** A duration that may fall, shown in seconds. */
    static final class Time<T> extends DefaultGauge<T> implements TimeGauge, Series {

        private static final String UNIT = "seconds";

        private final TimeUnit unit;

        Time(Id id, @Nullable T object, TimeUnit unit, ToDoubleFunction<T> value) {
            super(id.withBaseUnit(UNIT), object, value);
            this.unit = unit;
        }

        @Override
        public double value() {
            return TimeUtils.convert(super.value(), unit, baseTimeUnit());
        }

        @Override
        public TimeUnit baseTimeUnit() {
            return TimeUnit.SECONDS;
        }

        @Override
        public void read(Reading reading) {
            reading.setValue(value());
        }
    }

    /** A number that does not fall. */
    static final class Counter<T> extends CumulativeFunctionCounter<T> implements Series {

        Counter(Id id, T object, ToDoubleFunction<T> count) {
            super(id, object, count);
        }

        @Override
        public void read(Reading reading) {
            reading.setValue(count());
        }
    }

    /** Number and sum of durations. */
    static final class Timer<T> extends CumulativeFunctionTimer<T> implements Series {

        Timer(Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
            super(id, object, count, total, unit, TimeUnit.SECONDS);
        }

        @Override
        public void read(Reading reading) {
            reading.set((long) count(), totalTime(TimeUnit.SECONDS), Double.NaN);
        }
    }

    /** What is under way: how many, and for how long. All of it can fall. */
    static final class LongTask extends DefaultLongTaskTimer implements Series {

        /** The same in each reading, since readers keep what they know of bounds beside them. */
        private volatile Bounds bounds = Bounds.NONE;

        LongTask(Id id, Clock clock, DistributionStatisticConfig config) {
            super(id, clock, TimeUnit.SECONDS, config, true);
        }

        @Override
        public void read(Reading reading) {
            HistogramSnapshot now = takeSnapshot();
            CountAtBucket[] cumulative = now.histogramCounts();
            int bounded = cumulative.length;
            while (bounded > 0 && Double.isInfinite(cumulative[bounded - 1].bucket())) {
                bounded--;
            }
            double[] upper = new double[bounded];
            for (int i = 0; i < bounded; i++) {
                upper[i] = cumulative[i].bucket();
            }
            reading.set(now.count(), now.total(TimeUnit.SECONDS), now.max(TimeUnit.SECONDS));
            if (bounded > 0) {
                if (!bounds.isOf(upper, true)) {
                    bounds = new Bounds(upper, true);
                }
                reading.setBuckets(bounds);
                double below = 0;
                for (int i = 0; i < bounded; i++) {
                    reading.setBucket(i, (long) (cumulative[i].count() - below));
                    below = cumulative[i].count();
                }
                reading.setBucket(bounded, Math.max(0, now.count() - (long) below));
            }
        }
    }

    /** A custom meter with any measurements. */
    static final class Custom extends DefaultMeter implements Series {

        Custom(Id id, Meter.Type type, Iterable<Measurement> measurements) {
            super(id, type, measurements);
        }

        @Override
        public void read(Reading reading) {
            List<Measurement> all = new ArrayList<>();
            measure().forEach(all::add);
            reading.setMeasurements(all);
        }
    }
}
