package io.crowsnest.instrumentation.jetty;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.NamedThreads;
import io.crowsnest.telemetry.ServerThreads;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * A server has its pool from the end of {@code doStart} to the beginning of {@code doStop}. Pools themselves are not watched: Jetty's
 * client has them, too. These names are the same in Jetty 9.4 to 12.
 */
@Instrumentation(
        id = "jetty-threads",
        library = "org.eclipse.jetty:jetty-server",
        versions = "[9.4.20,12.2)",
        description = "threads of each server, at work and in all, and what waits for them")
final class JettyThreadsHooks {

    private static final WeakIdentityMap<Observed> servers = new WeakIdentityMap<>();

    private JettyThreadsHooks() {}

    @OnReturn(
            type = "org.eclipse.jetty.server.Server",
            method = "doStart",
            args = {})
    static void started(Server self) {
        ThreadPool pool = self.getThreadPool();
        if (pool != null) {
            end(servers.put(self, new Observed(pool)));
        }
    }

    @Around(
            type = "org.eclipse.jetty.server.Server",
            method = "doStop",
            args = {},
            exit = "")
    static void stopped(Server self) {
        end(servers.remove(self));
    }

    private static void end(@Nullable Observed observed) {
        if (observed != null) {
            observed.threads.close();
        }
    }

    /** Holds the pool weakly, because the map keeps this. */
    private static final class Observed implements ServerThreads.Jetty {

        private static final String KIND = "qtp";

        private final WeakReference<ThreadPool> pool;
        private final NamedThreads<ServerThreads.Jetty> threads;

        Observed(ThreadPool pool) {
            this.pool = new WeakReference<>(pool);
            this.threads = ServerThreads.jetty(name(pool), this);
        }

        /** A pool without a name has a number for one that differs from run to run. */
        private static String name(ThreadPool pool) {
            if (pool instanceof QueuedThreadPool queued && !queued.getName().equals(KIND + pool.hashCode())) {
                return queued.getName();
            }
            return KIND;
        }

        @Override
        public double min() {
            return pool.get() instanceof ThreadPool.SizedThreadPool sized ? sized.getMinThreads() : Double.NaN;
        }

        @Override
        public double max() {
            return pool.get() instanceof ThreadPool.SizedThreadPool sized ? sized.getMaxThreads() : Double.NaN;
        }

        @Override
        public double busy() {
            return pool.get() instanceof QueuedThreadPool queued ? queued.getBusyThreads() : Double.NaN;
        }

        @Override
        public double idle() {
            ThreadPool now = pool.get();
            return now == null ? Double.NaN : now.getIdleThreads();
        }

        @Override
        public double current() {
            ThreadPool now = pool.get();
            return now == null ? Double.NaN : now.getThreads();
        }

        @Override
        public double jobs() {
            return pool.get() instanceof QueuedThreadPool queued ? queued.getQueueSize() : Double.NaN;
        }
    }
}
