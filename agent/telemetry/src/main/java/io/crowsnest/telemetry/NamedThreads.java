package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * A thread pool that has a name, with series of its own until its end; a second one of the same name gets a number, see
 * {@link UniqueNames}. The pool is held weakly, and asked only when somebody looks.
 *
 * @param <P> the pool, or what knows its figures
 */
public final class NamedThreads<P> {

    /** Pools that have the same figures, and so names of their own. */
    abstract static class Kind<P> {

        private final UniqueNames<NamedThreads<P>> names = new Names<>();

        /** True of a pool that has ended, although nobody has closed it. */
        abstract boolean hasEnded(P pool);

        /** Calls {@link NamedThreads#expose} for each figure. */
        abstract void exposeAll(NamedThreads<P> threads, MeterRegistry registry);

        /** Exposes {@code pool} until {@link #close}, or until it has ended. */
        NamedThreads<P> open(String name, P pool) {
            NamedThreads<P> named = new NamedThreads<>(this, name, pool);
            Telemetry.whenStarted(new Start<>(named));
            return named;
        }
    }

    // No lambdas: the JVM would have to make their classes while the application starts.

    private static final class Names<P> extends UniqueNames<NamedThreads<P>> {
        @Override
        boolean isGone(NamedThreads<P> threads) {
            return threads.isGone();
        }

        @Override
        void close(NamedThreads<P> threads) {
            threads.close();
        }
    }

    private record Start<P>(NamedThreads<P> threads) implements Consumer<MeterRegistry> {
        @Override
        public void accept(MeterRegistry registry) {
            threads.bindTo(registry);
        }
    }

    private final Kind<P> kind;
    private final String name;
    private final WeakReference<P> pool;
    private final List<Runnable> removals = new ArrayList<>();
    private boolean closed;

    private NamedThreads(Kind<P> kind, String name, P pool) {
        this.kind = kind;
        this.pool = new WeakReference<>(pool);
        this.name = kind.names.take(name, this);
    }

    private synchronized void bindTo(MeterRegistry registry) {
        if (!closed && !isGone()) {
            kind.exposeAll(this, registry);
        }
    }

    /** Adds the series of a figure; one that the pool does not know, because it is NaN, gets none. */
    void expose(MeterRegistry registry, Metric metric, ToDoubleFunction<P> figure) {
        if (Double.isNaN(value(figure))) {
            return;
        }
        Meter meter = metric.type() == Metric.Type.COUNTER
                ? Meters.counter(registry, metric, this, threads -> threads.value(figure), name)
                : Meters.gauge(registry, metric, this, threads -> threads.value(figure), name);
        removals.add(() -> registry.remove(meter));
    }

    /** The pool is gone; so are its series. */
    public synchronized void close() {
        closed = true;
        kind.names.free(name, this);
        removals.forEach(Runnable::run);
        removals.clear();
    }

    private boolean isGone() {
        P now = pool.get();
        return now == null || kind.hasEnded(now);
    }

    /** A pool that nobody has closed ends when somebody looks. */
    private double value(ToDoubleFunction<P> figure) {
        P now = pool.get();
        if (now == null || kind.hasEnded(now)) {
            close();
            return Double.NaN;
        }
        return figure.applyAsDouble(now);
    }
}
