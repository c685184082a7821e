package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.ToDoubleFunction;

/**
 * A thread pool that the application has named, with series of its own until its end; a second one of the same name gets a
 * number, see {@link UniqueNames}. The pool is held weakly, and asked only when somebody looks.
 */
public final class NamedExecutor {

    private static final UniqueNames<NamedExecutor> names =
            new UniqueNames<>(NamedExecutor::isGone, NamedExecutor::close);

    private final String name;
    private final WeakReference<ThreadPoolExecutor> executor;
    private final List<Runnable> removals = new ArrayList<>();
    private boolean closed;

    private NamedExecutor(String name, ThreadPoolExecutor executor) {
        this.executor = new WeakReference<>(executor);
        this.name = names.take(name, this);
    }

    /** Exposes {@code executor} until {@link #close}, or until it has terminated. */
    public static NamedExecutor open(String name, ThreadPoolExecutor executor) {
        NamedExecutor named = new NamedExecutor(name, executor);
        Telemetry.whenStarted(named::bindTo);
        return named;
    }

    private synchronized void bindTo(MeterRegistry registry) {
        if (closed || isGone()) {
            return;
        }
        gauge(registry, Catalogue.EXECUTOR_ACTIVE, ThreadPoolExecutor::getActiveCount);
        gauge(registry, Catalogue.EXECUTOR_POOL_SIZE, ThreadPoolExecutor::getPoolSize);
        gauge(registry, Catalogue.EXECUTOR_POOL_CORE, ThreadPoolExecutor::getCorePoolSize);
        gauge(registry, Catalogue.EXECUTOR_POOL_MAX, ThreadPoolExecutor::getMaximumPoolSize);
        gauge(registry, Catalogue.EXECUTOR_QUEUED, pool -> pool.getQueue().size());
        gauge(
                registry,
                Catalogue.EXECUTOR_QUEUE_REMAINING,
                pool -> pool.getQueue().remainingCapacity());
        removable(
                registry,
                Meters.counter(
                        registry,
                        Catalogue.EXECUTOR_COMPLETED,
                        this,
                        named -> named.value(ThreadPoolExecutor::getCompletedTaskCount),
                        name));
    }

    /** The pool is gone; so are its series. */
    public synchronized void close() {
        closed = true;
        names.free(name, this);
        removals.forEach(Runnable::run);
        removals.clear();
    }

    private boolean isGone() {
        ThreadPoolExecutor now = executor.get();
        return now == null || now.isTerminated();
    }

    /** A pool that nobody has closed ends when somebody looks. */
    private double value(ToDoubleFunction<ThreadPoolExecutor> value) {
        ThreadPoolExecutor now = executor.get();
        if (now == null || now.isTerminated()) {
            close();
            return Double.NaN;
        }
        return value.applyAsDouble(now);
    }

    private void gauge(MeterRegistry registry, Metric metric, ToDoubleFunction<ThreadPoolExecutor> value) {
        removable(registry, Meters.gauge(registry, metric, this, named -> named.value(value), name));
    }

    private void removable(MeterRegistry registry, Meter meter) {
        removals.add(() -> registry.remove(meter));
    }
}
