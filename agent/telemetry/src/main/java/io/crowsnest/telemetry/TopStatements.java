package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Count, sum and maximum for each of the statements that take most time, and one series {@value #OTHER} for all others.
 *
 * <pre>
 *   record --> known? --> its series                        a table that readers probe; no lock, no garbage
 *                |
 *                 no  --> other, and StatementTimes          time of everybody outside, estimated in fixed space
 *                            |
 *                         more than the least series has?  --> challengers
 *
 *   before a scrape: challengers, the strongest first, take the places of the weakest series; what those counted moves to other
 * </pre>
 *
 * <p>While there is room a new statement gets a series at once. Then it is the time spent that decides, with time long ago
 * counting less: half for each hour. A challenger must have a quarter more than whom it replaces, so that equals do not take
 * turns. Places change only between two scrapes ({@link Telemetry#read}): no scrape sees a total twice or not at all, and the
 * sum over all series is at any time the sum of what was recorded. A series that comes back counts from zero again.
 *
 * <p>A thread may still hold a series that is just losing its place. Both its figures then carry a mark, set in the same step
 * that takes them over; whoever adds to a marked figure sees that and adds to {@value #OTHER} instead. So nothing is lost.
 */
final class TopStatements {

    static final String OTHER = "other";
    static final int MOST = 200;

    private static final int SLOTS = 1024;
    private static final int MOST_CHALLENGERS = 512;
    private static final double LEAD = 1.25;
    private static final long AGING_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final double HALF_LIFE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Metric metric;
    private final Metric maximum;
    private final Series other = new Series(new Labels(OTHER, OTHER, OTHER, OTHER));
    private final ConcurrentHashMap<Labels, Labels> challengers = new ConcurrentHashMap<>();
    private volatile @Nullable Series[] slots = new Series[SLOTS];
    private volatile @Nullable StatementTimes outside;
    private volatile double least;
    private volatile int size;

    // What follows belongs to who holds the lock.
    private final List<Series> members = new ArrayList<>();
    private int most = MOST;
    private @Nullable MeterRegistry registry;
    private long aged;

    TopStatements(Metric metric, Metric maximum, long now) {
        this.metric = metric;
        this.maximum = maximum;
        this.aged = now;
    }

    /** The usual equals of a record would have the JVM make ten classes, for the first statement of all. */
    private record Labels(String system, String operation, String collection, String digest) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Labels labels
                    && labels.digest.equals(digest)
                    && labels.operation.equals(operation)
                    && labels.collection.equals(collection)
                    && labels.system.equals(system);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(hash());
        }

        /** The digest has its 64 bits for the sketch, the rest only tells batches and systems apart. */
        private long hash() {
            return Long.parseUnsignedLong(digest, 16)
                    + 31L * (31L * operation.hashCode() + collection.hashCode())
                    + system.hashCode();
        }

        private String[] values() {
            return new String[] {system, operation, collection, digest};
        }
    }

    /** One statement ended. */
    void record(long nanos, String system, String operation, SqlStatement statement) {
        Series series = find(slots, system, operation, statement);
        if (series == null) {
            series = meet(nanos, new Labels(system, operation, statement.collection(), statement.digest()));
        }
        series.record(nanos);
    }

    private static @Nullable Series find(
            @Nullable Series[] slots, String system, String operation, SqlStatement statement) {
        for (int at = slot(system, operation, statement.digest()); ; at = (at + 1) & (SLOTS - 1)) {
            Series series = slots[at];
            if (series == null || series.isOf(system, operation, statement)) {
                return series;
            }
        }
    }

    private static int slot(String system, String operation, String digest) {
        int hash = 31 * (31 * digest.hashCode() + operation.hashCode()) + system.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    /** The series for a statement that has none of its own yet. */
    private Series meet(long nanos, Labels labels) {
        StatementTimes times = outside;
        return times == null ? admit(nanos, labels) : compete(nanos, labels, times);
    }

    private synchronized Series admit(long nanos, Labels labels) {
        for (Series each : members) {
            if (each.labels.equals(labels)) {
                return each;
            }
        }
        if (members.size() >= most) {
            return compete(nanos, labels, openOther());
        }
        Series added = new Series(labels);
        members.add(added);
        if (registry != null) {
            added.bindTo(registry);
        }
        publish();
        return added;
    }

    private Series compete(long nanos, Labels labels, StatementTimes times) {
        if (times.add(labels.hash(), nanos) > LEAD * least && challengers.size() < MOST_CHALLENGERS) {
            challengers.putIfAbsent(labels, labels);
        }
        return other;
    }

    /** From now on there are statements without a series of their own. */
    private StatementTimes openOther() {
        StatementTimes times = outside;
        if (times == null) {
            times = new StatementTimes();
            outside = times;
            if (registry != null) {
                other.bindTo(registry);
            }
        }
        return times;
    }

    private void publish() {
        @Nullable Series[] next = new Series[SLOTS];
        for (Series each : members) {
            int at = slot(each.labels.system, each.labels.operation, each.labels.digest);
            while (next[at] != null) {
                at = (at + 1) & (SLOTS - 1);
            }
            next[at] = each;
        }
        slots = next;
        size = members.size();
    }

    /** Gives places to those who spend more time than whoever has them. Nobody may look at the series meanwhile. */
    synchronized void rebalance(long now) {
        StatementTimes times = outside;
        if (times == null) {
            return;
        }
        age(now, times);
        Set<Labels> outsiders = new HashSet<>(challengers.keySet());
        challengers.clear();
        // Whoever had missed a change of places has called a member a challenger.
        members.forEach(member -> outsiders.remove(member.labels));
        List<Challenger> strongest = new ArrayList<>();
        for (Labels each : outsiders) {
            strongest.add(new Challenger(each, times.estimate(each.hash())));
        }
        strongest.sort(Comparator.comparingDouble(Challenger::weight).reversed());
        members.sort(Comparator.comparingDouble(series -> series.weight));
        Deque<Series> weakest = new ArrayDeque<>(members);
        for (Challenger challenger : strongest) {
            Series loser = weakest.peek();
            if (loser == null || challenger.weight <= LEAD * loser.weight) {
                break;
            }
            weakest.remove();
            replace(loser, challenger, times);
        }
        publish();
        least = members.stream().mapToDouble(series -> series.weight).min().orElse(0);
    }

    private record Challenger(Labels labels, double weight) {}

    private void replace(Series loser, Challenger challenger, StatementTimes times) {
        Series winner = new Series(challenger.labels);
        winner.weight = challenger.weight;
        members.set(members.indexOf(loser), winner);
        times.raise(loser.labels.hash(), loser.weight);
        loser.retire();
        if (registry != null) {
            winner.bindTo(registry);
        }
    }

    private void age(long now, StatementTimes times) {
        long passed = now - aged;
        double factor = passed < AGING_NANOS ? 1 : Math.pow(0.5, passed / HALF_LIFE_NANOS);
        if (factor < 1) {
            aged = now;
            times.age(factor);
        }
        for (Series each : members) {
            each.age(factor);
        }
    }

    /** Exposes the series, {@code limit} at most; to be called once. */
    synchronized void bindTo(MeterRegistry target, int limit) {
        most = Math.min(MOST, limit);
        if (members.size() > most) {
            openOther();
            members.sort(Comparator.comparingLong(series -> -series.nanos.get()));
            List<Series> losers = members.subList(most, members.size());
            losers.forEach(Series::retire);
            losers.clear();
            publish();
        }
        registry = target;
        if (outside != null) {
            other.bindTo(target);
        }
        for (Series each : members) {
            each.bindTo(target);
        }
    }

    /** How many series there are. Without the lock: whoever asks may hold one of the registry. */
    int size() {
        return size + (outside == null ? 0 : 1);
    }

    /** The figures of one statement, or of all that have none of their own. */
    private final class Series {

        /** Makes a figure negative for good. */
        private static final long RETIRED = Long.MIN_VALUE;

        private final Labels labels;
        private final AtomicLong count = new AtomicLong();
        private final AtomicLong nanos = new AtomicLong();
        private final TimeWindowMax max = new TimeWindowMax(Clock.SYSTEM, 20_000, 3);

        // What follows belongs to who holds the lock.
        private final List<Meter> meters = new ArrayList<>();
        private double weight;
        private long weighed;

        Series(Labels labels) {
            this.labels = labels;
        }

        boolean isOf(String system, String operation, SqlStatement statement) {
            return labels.digest.equals(statement.digest())
                    && labels.operation.equals(operation)
                    && labels.system.equals(system)
                    && labels.collection.equals(statement.collection());
        }

        void record(long more) {
            // First, so that who takes over the sum takes over its maximum.
            max.record((double) more);
            if (nanos.getAndAdd(more) < 0) {
                other.max.record((double) more);
                other.nanos.getAndAdd(more);
            }
            if (count.getAndIncrement() < 0) {
                other.count.getAndIncrement();
            }
        }

        void retire() {
            if (registry != null) {
                meters.forEach(registry::remove);
            }
            other.nanos.getAndAdd(nanos.getAndAdd(RETIRED));
            other.count.getAndAdd(count.getAndAdd(RETIRED));
            other.max.record(max.poll());
        }

        void age(double factor) {
            long sum = nanos.get();
            weight = factor * weight + (sum - weighed);
            weighed = sum;
        }

        void bindTo(MeterRegistry target) {
            String[] values = labels.values();
            meters.add(Meters.timer(target, metric, this, series -> series.count.get(), s -> s.nanos.get(), values));
            meters.add(Meters.gauge(target, maximum, this, series -> series.max.poll() / 1e9, values));
        }
    }
}
