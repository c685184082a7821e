package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one metric, one per label combination, resolved once and held.
 *
 * <p>Families are made while the application starts: they are classes rather than lambdas, each of which the JVM would have to make then.
 */
abstract class MeterFamily<M extends Meter> {

    /** The value of each label of the series that the registry gives to all beyond its limit. */
    private static final String OVERFLOW = "overflow";

    private static final List<MeterFamily<?>> all = new CopyOnWriteArrayList<>();
    private static final List<IntSupplier> others = new CopyOnWriteArrayList<>();

    private final Metric metric;
    private final @Nullable UnaryOperator<String[]> labels;
    private volatile @Nullable LabelTable<M> meters;

    private MeterFamily(Metric metric, @Nullable UnaryOperator<String[]> labels) {
        this.metric = metric;
        this.labels = labels;
        all.add(this);
    }

    abstract M register(Telemetry.Live live, Metric metric, String[] values);

    abstract void record(M meter, long value);

    /** How often something was recorded into a meter. */
    abstract double recordings(M meter);

    /** Timers, which record nanoseconds. */
    static MeterFamily<Timer> timers(Metric metric) {
        return new Timers(metric, null);
    }

    /**
     * Timers of a metric that has more labels than are needed to tell its series apart.
     *
     * @param labels makes the values of all labels from those that {@link #record} gets
     */
    static MeterFamily<Timer> timers(Metric metric, UnaryOperator<String[]> labels) {
        return new Timers(metric, labels);
    }

    /** Counters, which add what they record; see {@link #timers(Metric, UnaryOperator)}. */
    static MeterFamily<Counter> counters(Metric metric, UnaryOperator<String[]> labels) {
        return new Counters(metric, labels);
    }

    /** Summaries, which record numbers. */
    static MeterFamily<DistributionSummary> summaries(Metric metric) {
        return new Summaries(metric);
    }

    private static final class Timers extends MeterFamily<Timer> {
        private Timers(Metric metric, @Nullable UnaryOperator<String[]> labels) {
            super(metric, labels);
        }

        @Override
        Timer register(Telemetry.Live live, Metric metric, String[] values) {
            return Meters.timer(live.registry(), metric, live.buckets(), values);
        }

        @Override
        void record(Timer timer, long nanos) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        double recordings(Timer timer) {
            return timer.count();
        }
    }

    private static final class Counters extends MeterFamily<Counter> {
        private Counters(Metric metric, UnaryOperator<String[]> labels) {
            super(metric, labels);
        }

        @Override
        Counter register(Telemetry.Live live, Metric metric, String[] values) {
            return Meters.counter(live.registry(), metric, values);
        }

        @Override
        void record(Counter counter, long more) {
            counter.increment((double) more);
        }

        @Override
        double recordings(Counter counter) {
            return counter.count();
        }
    }

    private static final class Summaries extends MeterFamily<DistributionSummary> {
        private Summaries(Metric metric) {
            super(metric, null);
        }

        @Override
        DistributionSummary register(Telemetry.Live live, Metric metric, String[] values) {
            return Meters.summary(live.registry(), metric, values);
        }

        @Override
        void record(DistributionSummary summary, long value) {
            summary.record((double) value);
        }

        @Override
        double recordings(DistributionSummary summary) {
            return summary.count();
        }
    }

    /** What was recorded before the registry runs. */
    private record Early(MeterFamily<?> family, long value, String a, String b, String c, String d, String e)
            implements Runnable {
        @Override
        public void run() {
            family.record(value, a, b, c, d, e);
        }
    }

    /** Records a value; labels that the metric does not have are passed as the empty string. */
    void record(long value, String a, String b, String c, String d, String e) {
        LabelTable<M> table = meters;
        if (table == null) {
            Telemetry.Live live = Telemetry.live();
            if (live == null) {
                Telemetry.later(new Early(this, value, a, b, c, d, e));
                return;
            }
            table = open(live);
        }
        record(table.get(a, b, c, d, e), value);
    }

    /** Counts {@code series} that are held elsewhere. */
    static void alsoCount(IntSupplier series) {
        others.add(series);
    }

    static double allSeries() {
        double series = 0;
        for (MeterFamily<?> family : all) {
            LabelTable<?> table = family.meters;
            series += table == null ? 0 : table.size();
        }
        for (IntSupplier other : others) {
            series += other.getAsInt();
        }
        return series;
    }

    /** Whether recorders of {@code metric}, a name with dots, count themselves what exceeds its limit. */
    static boolean countsOverflow(String metric) {
        for (MeterFamily<?> family : all) {
            if (family.metric.name().equals(metric)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Lets series go into which nobody records any more, of metrics that have more than half of those that they may have. Requests stay:
     * recording rules add up their counters, and a sum that falls would look like a restart.
     *
     * @param looks a series leaves when so many calls have found it as the one before
     */
    static void letIdleGo(Telemetry.Live live, int looks) {
        for (MeterFamily<?> family : all) {
            family.letIdleSeriesGo(live, looks);
        }
    }

    private void letIdleSeriesGo(Telemetry.Live live, int looks) {
        LabelTable<M> table = meters;
        if (table != null && !metric.equals(Catalogue.HTTP_SERVER_REQUESTS) && 2 * table.size() > live.seriesLimit()) {
            table.look(this::recordings, looks, meter -> live.registry().remove(meter));
        }
    }

    private synchronized LabelTable<M> open(Telemetry.Live live) {
        LabelTable<M> table = meters;
        if (table == null) {
            Counter overflow =
                    Meters.counter(live.registry(), Catalogue.CROWSNEST_SERIES_OVERFLOW, metric.prometheusName());
            table = new LabelTable<>(
                    Math.min(metric.labels().size(), LabelTable.MOST_LABELS),
                    recorded -> register(live, recorded),
                    this::isFolded,
                    overflow::increment);
            meters = table;
        }
        return table;
    }

    private M register(Telemetry.Live live, String[] recorded) {
        LabelTable<M> table = meters;
        if (table != null && table.size() >= live.seriesLimit()) {
            // The registry remembers for ever whose request made the shared meter. That must be nobody who may get one
            // of its own later.
            String[] shared = new String[metric.labels().size()];
            Arrays.fill(shared, OVERFLOW);
            register(live, metric, shared);
        }
        return register(live, metric, values(recorded));
    }

    /** The registry has a budget for each metric; beyond that it gives the meter of other labels, which all that exceed it share. */
    private boolean isFolded(M meter, String[] recorded) {
        String[] asked = values(recorded);
        for (int i = 0; i < asked.length; i++) {
            if (!asked[i].equals(meter.getId().getTag(metric.labels().get(i)))) {
                return true;
            }
        }
        return false;
    }

    private String[] values(String[] recorded) {
        UnaryOperator<String[]> made = labels;
        return made == null ? recorded : made.apply(recorded);
    }
}
