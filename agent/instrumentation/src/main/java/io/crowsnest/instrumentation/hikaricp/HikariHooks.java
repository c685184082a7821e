package io.crowsnest.instrumentation.hikaricp;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.Pool;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Every pool passes through {@code HikariPool.setMetricsTrackerFactory} in its constructor, with null if the application
 * wants no metrics, and once more if the application sets a registry later. The tracker that we put there passes everything
 * on to the application's own.
 */
@Instrumentation(
        id = "hikaricp",
        library = "com.zaxxer:HikariCP",
        versions = "[4.0,8)",
        description = "connections, waits, usage and timeouts of each pool")
final class HikariHooks {

    /** Made here, inside the guard of the hook, so that it is there when something of ours fails outside. */
    private static final IMetricsTracker NONE = new IMetricsTracker() {};

    /** The pools by {@code HikariPool}: one that gets a second tracker goes on under its name. */
    private static final WeakIdentityMap<WeakReference<Observed>> pools = new WeakIdentityMap<>();

    private HikariHooks() {}

    @ReplaceArgument(
            type = "com.zaxxer.hikari.pool.HikariPool",
            method = "setMetricsTrackerFactory",
            args = "com.zaxxer.hikari.metrics.MetricsTrackerFactory",
            index = 0)
    static MetricsTrackerFactory observe(Object self, @Nullable MetricsTrackerFactory own) {
        return new Observing(self, own);
    }

    private record Observing(Object hikariPool, @Nullable MetricsTrackerFactory own) implements MetricsTrackerFactory {
        @Override
        public IMetricsTracker create(String name, PoolStats stats) {
            IMetricsTracker tracker = own == null ? null : own.create(name, stats);
            try {
                return new Tracker(observed(hikariPool, name, stats), tracker);
            } catch (Throwable failure) {
                // The application is opening its pool, and no guard of ours is around it.
                HookErrors.of("hikaricp").increment();
                return tracker == null ? NONE : tracker;
            }
        }
    }

    private static Observed observed(Object hikariPool, String name, PoolStats stats) {
        WeakReference<Observed> known = pools.get(hikariPool);
        Observed observed = known == null ? null : known.get();
        if (observed == null) {
            observed = new Observed(name, stats);
            pools.put(hikariPool, new WeakReference<>(observed));
        }
        return observed;
    }

    private static final class Tracker implements IMetricsTracker {

        private final Observed observed;
        private final @Nullable IMetricsTracker own;

        Tracker(Observed observed, @Nullable IMetricsTracker own) {
            this.observed = observed;
            this.own = own;
        }

        @Override
        public void recordConnectionCreatedMillis(long millis) {
            observed.pool.created(TimeUnit.MILLISECONDS.toNanos(millis));
            if (own != null) {
                own.recordConnectionCreatedMillis(millis);
            }
        }

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            observed.pool.acquired(nanos);
            if (own != null) {
                own.recordConnectionAcquiredNanos(nanos);
            }
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
            observed.pool.used(TimeUnit.MILLISECONDS.toNanos(millis));
            if (own != null) {
                own.recordConnectionUsageMillis(millis);
            }
        }

        @Override
        public void recordConnectionTimeout() {
            observed.pool.timedOut();
            if (own != null) {
                own.recordConnectionTimeout();
            }
        }

        @Override
        public void close() {
            observed.pool.close();
            if (own != null) {
                own.close();
            }
        }
    }

    /** HikariCP keeps its tracker, the tracker keeps this. */
    private static final class Observed implements Pool.State {

        private final PoolStats stats;
        private final Pool pool;

        Observed(String name, PoolStats stats) {
            this.stats = stats;
            this.pool = Pool.hikari(name, this);
        }

        @Override
        public int total() {
            return stats.getTotalConnections();
        }

        @Override
        public int active() {
            return stats.getActiveConnections();
        }

        @Override
        public int idle() {
            return stats.getIdleConnections();
        }

        @Override
        public int pending() {
            return stats.getPendingThreads();
        }

        @Override
        public int max() {
            return stats.getMaxConnections();
        }

        @Override
        public int min() {
            return stats.getMinConnections();
        }
    }
}
