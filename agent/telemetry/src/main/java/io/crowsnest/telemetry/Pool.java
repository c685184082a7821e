package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A pool of database connections, with series of its own from its opening to its end; a second one of the same name gets a
 * number, see {@link UniqueNames}.
 *
 * <p>Libraries call this in the middle of the application's work, also outside the guard of a hook: nothing here throws.
 */
public final class Pool {

    /** Of all libraries together: OpenTelemetry's metrics tell pools apart by nothing but their name. */
    private static final UniqueNames<Pool> openPools = new PoolNames();

    private static final Names HIKARI = new Names(
            Catalogue.HIKARICP_CONNECTIONS,
            Catalogue.HIKARICP_CONNECTIONS_ACTIVE,
            Catalogue.HIKARICP_CONNECTIONS_IDLE,
            Catalogue.HIKARICP_CONNECTIONS_PENDING,
            Catalogue.HIKARICP_CONNECTIONS_MAX,
            Catalogue.HIKARICP_CONNECTIONS_MIN,
            Catalogue.HIKARICP_CONNECTIONS_TIMEOUT,
            Catalogue.HIKARICP_CONNECTIONS_ACQUIRE,
            Catalogue.HIKARICP_CONNECTIONS_USAGE,
            Catalogue.HIKARICP_CONNECTIONS_CREATION);

    private static final Names JDBC = new Names(
            null,
            Catalogue.JDBC_CONNECTIONS_ACTIVE,
            Catalogue.JDBC_CONNECTIONS_IDLE,
            Catalogue.JDBC_CONNECTIONS_PENDING,
            Catalogue.JDBC_CONNECTIONS_MAX,
            Catalogue.JDBC_CONNECTIONS_MIN,
            Catalogue.JDBC_CONNECTIONS_TIMEOUT,
            Catalogue.JDBC_CONNECTIONS_ACQUIRE,
            null,
            null);

    private final Names names;
    private final String instrumentation;
    private final String name;
    private final WeakReference<State> state;
    private final Histogram acquire;
    private final @Nullable Histogram usage;
    private final @Nullable Histogram creation;
    private final LongAdder timeouts = new LongAdder();
    private final List<Runnable> removals = new ArrayList<>();
    private boolean closed;

    /** The state of a pool at the moment of asking. */
    public interface State {

        /** All connections; of pools that show it. */
        default int total() {
            return active() + idle();
        }

        int active();

        int idle();

        int pending();

        int max();

        int min();
    }

    /** What the figures of a pool are called. */
    private record Names(
            @Nullable Metric total,
            Metric active,
            Metric idle,
            Metric pending,
            Metric max,
            Metric min,
            Metric timeout,
            Metric acquire,
            @Nullable Metric usage,
            @Nullable Metric creation) {}

    private Pool(Names names, String instrumentation, String name, State state) {
        this.names = names;
        this.instrumentation = instrumentation;
        this.state = new WeakReference<>(state);
        this.acquire = new Histogram(names.acquire);
        this.usage = names.usage == null ? null : new Histogram(names.usage);
        this.creation = names.creation == null ? null : new Histogram(names.creation);
        this.name = openPools.take(name, this);
    }

    /**
     * Exposes a pool of HikariCP until {@link #close}, under the names that HikariCP's own Micrometer metrics have.
     *
     * @param state held weakly, so that the pool's application can be undeployed; the caller keeps it
     */
    public static Pool hikari(String name, State state) {
        return open(new Pool(HIKARI, "hikaricp", name, state));
    }

    /**
     * Exposes a pool of any other library until {@link #close}.
     *
     * @param instrumentation its id
     * @param state held weakly, so that the pool's application can be undeployed; the caller keeps it
     */
    public static Pool jdbc(String instrumentation, String name, State state) {
        return open(new Pool(JDBC, instrumentation, name, state));
    }

    private static Pool open(Pool pool) {
        try {
            Telemetry.whenStarted(new Start(pool));
        } catch (Throwable failure) {
            pool.failed();
        }
        return pool;
    }

    private synchronized void bindTo(MeterRegistry registry) {
        if (closed || isGone()) {
            return;
        }
        if (names.total != null) {
            gauge(registry, names.total, State::total);
        }
        gauge(registry, names.active, State::active);
        gauge(registry, names.idle, State::idle);
        gauge(registry, names.pending, State::pending);
        gauge(registry, names.max, State::max);
        gauge(registry, names.min, State::min);
        removable(registry, Meters.counter(registry, names.timeout, timeouts, name));
    }

    /** A thread got a connection after {@code nanos} nanoseconds. */
    public void acquired(long nanos) {
        acquire.record(nanos);
    }

    /** A connection came back after {@code nanos} nanoseconds. */
    public void used(long nanos) {
        if (usage != null) {
            usage.record(nanos);
        }
    }

    /** A connection was opened in {@code nanos} nanoseconds. */
    public void created(long nanos) {
        if (creation != null) {
            creation.record(nanos);
        }
    }

    /** A thread gave up waiting; the time is recorded apart. */
    public void timedOut() {
        timeouts.increment();
    }

    /**
     * A thread's wait for a connection has ended.
     *
     * @param start {@link System#nanoTime()} when it began
     * @param exhausted true if all connections were in use until the thread gave up
     * @param thrown the reason why there is no connection, or null if there is one
     */
    public void waited(long start, boolean exhausted, @Nullable Throwable thrown) {
        if (exhausted) {
            timedOut();
        }
        if (exhausted || thrown == null) {
            acquired(System.nanoTime() - start);
        }
    }

    /** The pool is gone; so are its series. */
    public synchronized void close() {
        closed = true;
        try {
            openPools.free(name, this);
            removals.forEach(Runnable::run);
            removals.clear();
        } catch (Throwable failure) {
            failed();
        }
    }

    private boolean isGone() {
        return state.refersTo(null);
    }

    private void failed() {
        HookErrors.of(instrumentation).increment();
    }

    private void gauge(MeterRegistry registry, Metric metric, ToDoubleFunction<State> value) {
        removable(registry, Meters.gauge(registry, metric, this, pool -> pool.value(value), name));
    }

    /** A pool that nobody has closed ends when somebody looks. */
    private double value(ToDoubleFunction<State> value) {
        State now = state.get();
        if (now == null) {
            close();
            return Double.NaN;
        }
        return value.applyAsDouble(now);
    }

    private void removable(MeterRegistry registry, Meter meter) {
        removals.add(() -> registry.remove(meter));
    }

    /** Null once the pool is closed. */
    private synchronized @Nullable Timer timer(Histogram histogram, Telemetry.Live live) {
        if (histogram.timer == null && !closed) {
            Timer timer = Meters.timer(live.registry(), histogram.metric, live.buckets(), name);
            removable(live.registry(), timer);
            histogram.timer = timer;
        }
        return histogram.timer;
    }

    private static final class PoolNames extends UniqueNames<Pool> {
        @Override
        boolean isGone(Pool pool) {
            return pool.isGone();
        }

        @Override
        void close(Pool pool) {
            pool.close();
        }
    }

    // No lambdas: the JVM would have to make their classes while the application starts.

    private record Start(Pool pool) implements Consumer<MeterRegistry> {
        @Override
        public void accept(MeterRegistry registry) {
            pool.bindTo(registry);
        }
    }

    /** What was measured before the registry runs. */
    private record Recorded(Histogram histogram, long nanos) implements Runnable {
        @Override
        public void run() {
            histogram.record(nanos);
        }
    }

    /** A timer that is there once the registry runs. */
    private final class Histogram {

        private final Metric metric;
        private volatile @Nullable Timer timer;

        Histogram(Metric metric) {
            this.metric = metric;
        }

        void record(long nanos) {
            try {
                Timer open = timer;
                if (open == null) {
                    Telemetry.Live live = Telemetry.live();
                    if (live == null) {
                        Telemetry.later(new Recorded(this, nanos));
                        return;
                    }
                    open = timer(this, live);
                }
                if (open != null) {
                    open.record(nanos, TimeUnit.NANOSECONDS);
                }
            } catch (Throwable failure) {
                failed();
            }
        }
    }
}
