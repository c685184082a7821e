package io.crowsnest.instrumentation.c3p0;

import com.mchange.v2.c3p0.WrapperConnectionPoolDataSource;
import com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource;
import com.mchange.v2.c3p0.impl.C3P0PooledConnectionPool;
import com.mchange.v2.resourcepool.TimeoutException;
import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.Pool;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A data source has a manager, the manager one pool per user. The manager makes the pools in a method that gives them back;
 * that of the data source is only seen where the data source asks itself for its manager. The public figures of a data source
 * would open a pool that is not there.
 */
@Instrumentation(
        id = "c3p0",
        library = "com.mchange:c3p0",
        versions = "[0.9.5,0.15)",
        description = "connections, waits and timeouts of each pool")
final class C3p0Hooks {

    private static final WeakIdentityMap<WeakReference<AbstractPoolBackedDataSource>> sources = new WeakIdentityMap<>();
    private static final WeakIdentityMap<Observed> pools = new WeakIdentityMap<>();

    private C3p0Hooks() {}

    @OnReturn(
            type = "com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource",
            method = "getPoolManager",
            args = {})
    static void managed(AbstractPoolBackedDataSource self, @Nullable Object manager) {
        if (manager != null && sources.get(manager) == null) {
            sources.put(manager, new WeakReference<>(self));
        }
    }

    @OnReturn(type = "com.mchange.v2.c3p0.impl.C3P0PooledConnectionPoolManager", method = "createPooledConnectionPool")
    static void opened(Object manager, @Nullable Object pool) {
        WeakReference<AbstractPoolBackedDataSource> source = sources.get(manager);
        if (source != null && pool instanceof C3P0PooledConnectionPool connections) {
            end(pools.put(pool, new Observed(source, connections)));
        }
    }

    @Around(type = "com.mchange.v2.c3p0.impl.C3P0PooledConnectionPool", method = "close", args = "boolean", exit = "")
    static void closed(C3P0PooledConnectionPool self) {
        end(pools.remove(self));
    }

    private static void end(@Nullable Observed observed) {
        if (observed != null) {
            observed.pool.close();
        }
    }

    private record Wait(Pool pool, long start) {}

    @Around(
            type = "com.mchange.v2.c3p0.impl.C3P0PooledConnectionPool",
            method = "checkoutPooledConnection",
            args = {})
    static @Nullable Wait enter(C3P0PooledConnectionPool self) {
        Observed observed = pools.get(self);
        return observed == null ? null : new Wait(observed.pool, System.nanoTime());
    }

    static void exit(Wait wait, @Nullable Throwable thrown) {
        wait.pool.waited(wait.start, thrown != null && thrown.getCause() instanceof TimeoutException, thrown);
    }

    /** Holds the pool and its data source weakly, because the map keeps this. */
    private static final class Observed implements Pool.State {

        private final WeakReference<AbstractPoolBackedDataSource> source;
        private final WeakReference<C3P0PooledConnectionPool> connections;
        private final Pool pool;

        private interface Figure {
            int of(C3P0PooledConnectionPool pool) throws SQLException;
        }

        Observed(WeakReference<AbstractPoolBackedDataSource> source, C3P0PooledConnectionPool connections) {
            this.source = source;
            this.connections = new WeakReference<>(connections);
            this.pool = Pool.jdbc("c3p0", name(source.get()), this);
        }

        /** Without a name of its own a data source has a random token for one. */
        private static String name(@Nullable AbstractPoolBackedDataSource source) {
            String name = source == null ? null : source.getDataSourceName();
            return source == null || name == null || name.equals(source.getIdentityToken()) ? "c3p0" : name;
        }

        @Override
        public int active() {
            return ask(C3P0PooledConnectionPool::getNumBusyConnections);
        }

        @Override
        public int idle() {
            return ask(C3P0PooledConnectionPool::getNumIdleConnections);
        }

        @Override
        public int pending() {
            return ask(C3P0PooledConnectionPool::getNumThreadsAwaitingCheckout);
        }

        @Override
        public int max() {
            WrapperConnectionPoolDataSource settings = settings();
            return settings == null ? 0 : settings.getMaxPoolSize();
        }

        @Override
        public int min() {
            WrapperConnectionPoolDataSource settings = settings();
            return settings == null ? 0 : settings.getMinPoolSize();
        }

        private int ask(Figure figure) {
            C3P0PooledConnectionPool now = connections.get();
            try {
                return now == null ? 0 : figure.of(now);
            } catch (SQLException failure) {
                HookErrors.of("c3p0").increment();
                return 0;
            }
        }

        private @Nullable WrapperConnectionPoolDataSource settings() {
            AbstractPoolBackedDataSource now = source.get();
            return now != null && now.getConnectionPoolDataSource() instanceof WrapperConnectionPoolDataSource settings
                    ? settings
                    : null;
        }
    }
}
