package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ThreadPoolExecutor;

/** A thread pool that the application has named. */
public final class NamedExecutor {

    private static final NamedThreads.Kind<ThreadPoolExecutor> EXECUTORS = new NamedThreads.Kind<>() {
        @Override
        boolean hasEnded(ThreadPoolExecutor executor) {
            return executor.isTerminated();
        }

        @Override
        void exposeAll(NamedThreads<ThreadPoolExecutor> threads, MeterRegistry registry) {
            expose(threads, registry);
        }
    };

    private NamedExecutor() {}

    /** Exposes {@code executor} until it is closed, or has terminated. */
    public static NamedThreads<ThreadPoolExecutor> open(String name, ThreadPoolExecutor executor) {
        return EXECUTORS.open(name, executor);
    }

    private static void expose(NamedThreads<ThreadPoolExecutor> threads, MeterRegistry registry) {
        threads.expose(registry, Catalogue.EXECUTOR_ACTIVE, ThreadPoolExecutor::getActiveCount);
        threads.expose(registry, Catalogue.EXECUTOR_POOL_SIZE, ThreadPoolExecutor::getPoolSize);
        threads.expose(registry, Catalogue.EXECUTOR_POOL_CORE, ThreadPoolExecutor::getCorePoolSize);
        threads.expose(registry, Catalogue.EXECUTOR_POOL_MAX, ThreadPoolExecutor::getMaximumPoolSize);
        threads.expose(
                registry, Catalogue.EXECUTOR_QUEUED, pool -> pool.getQueue().size());
        threads.expose(
                registry,
                Catalogue.EXECUTOR_QUEUE_REMAINING,
                pool -> pool.getQueue().remainingCapacity());
        threads.expose(registry, Catalogue.EXECUTOR_COMPLETED, ThreadPoolExecutor::getCompletedTaskCount);
    }
}
