package io.crowsnest.instrumentation.agroal;

import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.pool.ConnectionPool;
import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.Pool;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pool gets a listener of ours, because newer versions count the connections in use only if the application wants their
 * metrics. A transaction asks for its connection again and again and gives it back once, hence a set instead of a counter.
 * What a thread waits is what it spends in {@code getConnection}; the pool's own measure leaves out the waits in vain.
 */
@Instrumentation(
        id = "agroal",
        library = "io.agroal:agroal-pool",
        versions = "[1.16,4)",
        description = "connections, waits and timeouts of each pool")
final class AgroalHooks {

    private static final String EXHAUSTED = "Sorry, acquisition timeout!";

    private AgroalHooks() {}

    @ReplaceArgument(
            type = "io.agroal.pool.ConnectionPool",
            method = "<init>",
            args = {
                "io.agroal.api.configuration.AgroalConnectionPoolConfiguration",
                "io.agroal.api.AgroalDataSourceListener[]"
            },
            index = 1)
    static AgroalDataSourceListener[] listen(
            AgroalConnectionPoolConfiguration configuration, AgroalDataSourceListener[] listeners) {
        AgroalDataSourceListener[] all = new AgroalDataSourceListener[listeners.length + 1];
        System.arraycopy(listeners, 0, all, 0, listeners.length);
        all[listeners.length] = new Listener();
        return all;
    }

    @OnReturn(
            type = "io.agroal.pool.ConnectionPool",
            method = "init",
            args = {})
    static void opened(ConnectionPool self) {
        Listener listener = listener(self);
        if (listener != null) {
            listener.open(self);
        }
    }

    @Around(
            type = "io.agroal.pool.ConnectionPool",
            method = "close",
            args = {},
            exit = "")
    static void closed(ConnectionPool self) {
        Listener listener = listener(self);
        if (listener != null && listener.pool != null) {
            listener.pool.close();
        }
    }

    private record Wait(Pool pool, long start) {}

    @Around(
            type = "io.agroal.pool.ConnectionPool",
            method = "getConnection",
            args = {})
    static @Nullable Wait enter(ConnectionPool self) {
        Listener listener = listener(self);
        return listener == null || listener.pool == null ? null : new Wait(listener.pool, System.nanoTime());
    }

    /** Since 2.6. */
    @Around(
            type = "io.agroal.pool.ConnectionPool",
            method = "getReadOnlyConnection",
            args = {},
            later = true)
    static @Nullable Wait enterReadOnly(Object self) {
        return enter((ConnectionPool) self);
    }

    static void exit(Wait wait, @Nullable Throwable thrown) {
        wait.pool.waited(wait.start, thrown != null && EXHAUSTED.equals(thrown.getMessage()), thrown);
    }

    private static @Nullable Listener listener(ConnectionPool pool) {
        AgroalDataSourceListener[] all = pool.getListeners();
        return all.length > 0 && all[all.length - 1] instanceof Listener ours ? ours : null;
    }

    /** The pool keeps its listeners. */
    private static final class Listener implements AgroalDataSourceListener, Pool.State {

        private final Set<Connection> inUse = ConcurrentHashMap.newKeySet();
        private volatile @Nullable ConnectionPool connections;
        private volatile @Nullable Pool pool;

        void open(ConnectionPool opened) {
            connections = opened;
            pool = Pool.jdbc("agroal", "agroal", this);
        }

        @Override
        public void onConnectionAcquire(Connection connection) {
            try {
                inUse.add(connection);
            } catch (Throwable failure) {
                HookErrors.of("agroal").increment();
            }
        }

        @Override
        public void onConnectionReturn(Connection connection) {
            free(connection);
        }

        @Override
        public void onConnectionDestroy(Connection connection) {
            free(connection);
        }

        private void free(Connection connection) {
            try {
                inUse.remove(connection);
            } catch (Throwable failure) {
                HookErrors.of("agroal").increment();
            }
        }

        @Override
        public int total() {
            ConnectionPool now = connections;
            return now == null ? 0 : (int) (now.availableCount() + now.activeCount());
        }

        @Override
        public int active() {
            return inUse.size();
        }

        @Override
        public int idle() {
            return Math.max(0, total() - active());
        }

        @Override
        public int pending() {
            ConnectionPool now = connections;
            return now == null ? 0 : (int) now.awaitingCount();
        }

        @Override
        public int max() {
            ConnectionPool now = connections;
            return now == null ? 0 : now.getConfiguration().maxSize();
        }

        @Override
        public int min() {
            ConnectionPool now = connections;
            return now == null ? 0 : now.getConfiguration().minSize();
        }
    }
}
