package io.crowsnest.instrumentation.tomcatjdbc;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.Pool;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.apache.tomcat.jdbc.pool.PoolExhaustedException;
import org.jspecify.annotations.Nullable;

/**
 * The pool is ready at the end of {@code init}, whoever makes it; {@code getConnection} is what data sources call. What lies
 * deeper is also used to fill the pool and to try without waiting.
 */
@Instrumentation(
        id = "tomcat-jdbc",
        library = "org.apache.tomcat:tomcat-jdbc",
        versions = "[9.0,12)",
        description = "connections, waits and timeouts of each pool")
final class TomcatJdbcHooks {

    /** A pool without a name is called so, with numbers that differ from run to run. */
    private static final String UNNAMED = "Tomcat Connection Pool[";

    private static final WeakIdentityMap<Observed> pools = new WeakIdentityMap<>();

    private TomcatJdbcHooks() {}

    @OnReturn(
            type = "org.apache.tomcat.jdbc.pool.ConnectionPool",
            method = "init",
            args = "org.apache.tomcat.jdbc.pool.PoolConfiguration")
    static void opened(ConnectionPool self) {
        end(pools.put(self, new Observed(self)));
    }

    @Around(type = "org.apache.tomcat.jdbc.pool.ConnectionPool", method = "close", args = "boolean", exit = "")
    static void closed(ConnectionPool self) {
        end(pools.remove(self));
    }

    private static void end(@Nullable Observed observed) {
        if (observed != null) {
            observed.pool.close();
        }
    }

    private record Wait(Pool pool, long start) {}

    @Around(type = "org.apache.tomcat.jdbc.pool.ConnectionPool", method = "getConnection")
    static @Nullable Wait enter(ConnectionPool self) {
        Observed observed = pools.get(self);
        return observed == null ? null : new Wait(observed.pool, System.nanoTime());
    }

    static void exit(Wait wait, @Nullable Throwable thrown) {
        wait.pool.waited(wait.start, thrown instanceof PoolExhaustedException, thrown);
    }

    /** Holds the pool weakly, because the map keeps this. */
    private static final class Observed implements Pool.State {

        private final WeakReference<ConnectionPool> connections;
        private final Pool pool;

        Observed(ConnectionPool connections) {
            this.connections = new WeakReference<>(connections);
            String name = connections.getName();
            this.pool = Pool.jdbc("tomcat-jdbc", name == null || name.startsWith(UNNAMED) ? "tomcat-jdbc" : name, this);
        }

        @Override
        public int active() {
            ConnectionPool now = connections.get();
            return now == null ? 0 : now.getActive();
        }

        @Override
        public int idle() {
            ConnectionPool now = connections.get();
            return now == null ? 0 : now.getIdle();
        }

        @Override
        public int pending() {
            ConnectionPool now = connections.get();
            return now == null ? 0 : now.getWaitCount();
        }

        @Override
        public int max() {
            ConnectionPool now = connections.get();
            return now == null ? 0 : now.getPoolProperties().getMaxActive();
        }

        @Override
        public int min() {
            ConnectionPool now = connections.get();
            return now == null ? 0 : now.getPoolProperties().getMinIdle();
        }
    }
}
