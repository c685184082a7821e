package io.crowsnest.instrumentation.hikaricp;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.Pool;
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

    private HikariHooks() {}

    @ReplaceArgument(
            type = "com.zaxxer.hikari.pool.HikariPool",
            method = "setMetricsTrackerFactory",
            args = "com.zaxxer.hikari.metrics.MetricsTrackerFactory",
            index = 0)
    static MetricsTrackerFactory observe(Object self, @Nullable MetricsTrackerFactory own) {
        return (name, stats) -> {
            IMetricsTracker tracker = own == null ? null : own.create(name, stats);
            try {
                return new Tracker(name, stats, tracker);
            } catch (Throwable failure) {
                // The application is opening its pool, and no guard of ours is around it.
                HookErrors.of("hikaricp").increment();
                return tracker == null ? NONE : tracker;
            }
        };
    }

    private static final class Tracker implements IMetricsTracker, Pool.State {

        private final PoolStats stats;
        private final Pool pool;
        private final @Nullable IMetricsTracker own;

        Tracker(String name, PoolStats stats, @Nullable IMetricsTracker own) {
            this.stats = stats;
            this.own = own;
            this.pool = Pool.hikari(name, this);
        }

        @Override
        public void recordConnectionCreatedMillis(long millis) {
            pool.created(TimeUnit.MILLISECONDS.toNanos(millis));
            if (own != null) {
                own.recordConnectionCreatedMillis(millis);
            }
        }

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            pool.acquired(nanos);
            if (own != null) {
                own.recordConnectionAcquiredNanos(nanos);
            }
        }

        @Override
        public void recordConnectionUsageMillis(long millis) {
            pool.used(TimeUnit.MILLISECONDS.toNanos(millis));
            if (own != null) {
                own.recordConnectionUsageMillis(millis);
            }
        }

        @Override
        public void recordConnectionTimeout() {
            pool.timedOut();
            if (own != null) {
                own.recordConnectionTimeout();
            }
        }

        @Override
        public void close() {
            pool.close();
            if (own != null) {
                own.close();
            }
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
