package io.crowsnest.instrumentation.dbcp2;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.Pool;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.NoSuchElementException;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

/**
 * {@code BasicDataSource} makes its pool in {@code createObjectPool}, with the first connection that is asked for and again
 * after a restart; only there both are seen. Every borrower passes its {@code getConnection}, also of the managed data source
 * that extends it.
 */
@Instrumentation(
        id = "dbcp2",
        library = "org.apache.commons:commons-dbcp2",
        versions = "[2.7,3)",
        description = "connections, waits and timeouts of each pool")
final class Dbcp2Hooks {

    /** What commons-pool says when all objects are in use; it says other things with the same exception. */
    private static final String[] EXHAUSTED = {"Timeout waiting for idle object", "Pool exhausted"};

    private static final WeakIdentityMap<Observed> pools = new WeakIdentityMap<>();

    private Dbcp2Hooks() {}

    @OnReturn(type = "org.apache.commons.dbcp2.BasicDataSource", method = "createObjectPool")
    static void opened(BasicDataSource self, @Nullable Object pool) {
        if (pool instanceof GenericObjectPool<?> objects) {
            end(pools.put(self, new Observed(self.getJmxName(), objects)));
        }
    }

    /** The private one ends a pool that could not be filled. */
    @Around(
            type = "org.apache.commons.dbcp2.BasicDataSource",
            method = {"close", "closeConnectionPool"},
            args = {},
            exit = "")
    static void closed(BasicDataSource self) {
        end(pools.remove(self));
    }

    private static void end(@Nullable Observed observed) {
        if (observed != null) {
            observed.pool.close();
        }
    }

    /** The pool may not be there before the first connection. */
    private record Wait(BasicDataSource source, long start) {}

    @Around(
            type = "org.apache.commons.dbcp2.BasicDataSource",
            method = "getConnection",
            args = {})
    static Wait enter(BasicDataSource self) {
        return new Wait(self, System.nanoTime());
    }

    static void exit(Wait wait, @Nullable Throwable thrown) {
        Observed observed = pools.get(wait.source);
        if (observed != null) {
            observed.pool.waited(wait.start, isExhausted(thrown), thrown);
        }
    }

    private static boolean isExhausted(@Nullable Throwable thrown) {
        if (thrown != null && thrown.getCause() instanceof NoSuchElementException cause && cause.getMessage() != null) {
            for (String start : EXHAUSTED) {
                if (cause.getMessage().startsWith(start)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Holds the pool weakly, because the map keeps this. */
    private static final class Observed implements Pool.State {

        private final WeakReference<GenericObjectPool<?>> objects;
        private final Pool pool;

        Observed(@Nullable String name, GenericObjectPool<?> objects) {
            this.objects = new WeakReference<>(objects);
            this.pool = Pool.jdbc("dbcp2", name == null ? "dbcp2" : name, this);
        }

        @Override
        public int active() {
            GenericObjectPool<?> now = objects.get();
            return now == null ? 0 : now.getNumActive();
        }

        @Override
        public int idle() {
            GenericObjectPool<?> now = objects.get();
            return now == null ? 0 : now.getNumIdle();
        }

        @Override
        public int pending() {
            GenericObjectPool<?> now = objects.get();
            return now == null ? 0 : now.getNumWaiters();
        }

        @Override
        public int max() {
            GenericObjectPool<?> now = objects.get();
            return now == null ? 0 : now.getMaxTotal();
        }

        @Override
        public int min() {
            GenericObjectPool<?> now = objects.get();
            return now == null ? 0 : now.getMinIdle();
        }
    }
}
