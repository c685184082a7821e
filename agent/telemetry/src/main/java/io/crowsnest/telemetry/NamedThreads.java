package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * A thread pool that has a name, with series of its own until its end; a second one of the same name gets a number, see
 * {@link UniqueNames}. The pool is held weakly, and asked only when somebody looks.
 *
 * @param <P> the pool, or what knows its figures
 */
public final class NamedThreads<P> {

    /** Pools that have the same figures, and so names of their own. */
    static final class Kind<P> {

        private final Predicate<P> ended;
        private final BiConsumer<NamedThreads<P>, MeterRegistry> figures;
        private final UniqueNames<NamedThreads<P>> names = new UniqueNames<>(NamedThreads::isGone, NamedThreads::close);

        /**
         * @param ended true of a pool that has ended, although nobody has closed it
         * @param figures calls {@link #expose} for each figure
         */
        Kind(Predicate<P> ended, BiConsumer<NamedThreads<P>, MeterRegistry> figures) {
            this.ended = ended;
            this.figures = figures;
        }

        /** Exposes {@code pool} until {@link #close}, or until it has ended. */
        NamedThreads<P> open(String name, P pool) {
            NamedThreads<P> named = new NamedThreads<>(this, name, pool);
            Telemetry.whenStarted(named::bindTo);
            return named;
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
            kind.figures.accept(this, registry);
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
        return now == null || kind.ended.test(now);
    }

    /** A pool that nobody has closed ends when somebody looks. */
    private double value(ToDoubleFunction<P> figure) {
        P now = pool.get();
        if (now == null || kind.ended.test(now)) {
            close();
            return Double.NaN;
        }
        return figure.applyAsDouble(now);
    }
}
