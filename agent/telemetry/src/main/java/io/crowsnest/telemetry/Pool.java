package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * A pool of HikariCP, under the names that HikariCP's own Micrometer metrics have. A name shows the newest pool that has it.
 *
 * <p>The library calls this in the middle of the application's work, outside the guard of a hook: nothing here throws.
 */
public final class Pool {

    private static final MeterFamily<Timer> acquire = MeterFamily.timers(Catalogue.HIKARICP_CONNECTIONS_ACQUIRE);
    private static final MeterFamily<Timer> usage = MeterFamily.timers(Catalogue.HIKARICP_CONNECTIONS_USAGE);
    private static final MeterFamily<Timer> creation = MeterFamily.timers(Catalogue.HIKARICP_CONNECTIONS_CREATION);
    private static final ConcurrentHashMap<String, Pool> byName = new ConcurrentHashMap<>();

    private final String name;
    private final WeakReference<State> state;
    private final LongAdder timeouts = new LongAdder();
    private final List<Runnable> removals = new ArrayList<>();
    private boolean closed;

    /** The state of a pool at the moment of asking. */
    public interface State {
        int total();

        int active();

        int idle();

        int pending();

        int max();

        int min();
    }

    private Pool(String name, State state) {
        this.name = name;
        this.state = new WeakReference<>(state);
    }

    /**
     * Exposes a pool of HikariCP until {@link #close}, in place of an earlier one of this name: Micrometer would go on showing
     * that one.
     *
     * @param state held weakly, so that the pool's application can be undeployed; the caller keeps it
     */
    public static Pool hikari(String name, State state) {
        Pool pool = new Pool(name, state);
        try {
            Pool earlier = byName.put(name, pool);
            if (earlier != null) {
                earlier.close();
            }
            Telemetry.whenStarted(pool::bindTo);
        } catch (Throwable failure) {
            failed();
        }
        return pool;
    }

    private synchronized void bindTo(MeterRegistry registry) {
        State now = state.get();
        if (closed || now == null) {
            return;
        }
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS, now, State::total);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_ACTIVE, now, State::active);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_IDLE, now, State::idle);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_PENDING, now, State::pending);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_MAX, now, State::max);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_MIN, now, State::min);
        removable(registry, Meters.counter(registry, Catalogue.HIKARICP_CONNECTIONS_TIMEOUT, timeouts, name));
    }

    /** A thread got a connection after {@code nanos} nanoseconds. */
    public void acquired(long nanos) {
        record(acquire, nanos);
    }

    /** A connection came back after {@code nanos} nanoseconds. */
    public void used(long nanos) {
        record(usage, nanos);
    }

    /** A connection was opened in {@code nanos} nanoseconds. */
    public void created(long nanos) {
        record(creation, nanos);
    }

    /** A thread gave up waiting. */
    public void timedOut() {
        timeouts.increment();
    }

    /** The pool is gone; so are its gauges. */
    public synchronized void close() {
        closed = true;
        try {
            byName.remove(name, this);
            removals.forEach(Runnable::run);
            removals.clear();
        } catch (Throwable failure) {
            failed();
        }
    }

    private void record(MeterFamily<Timer> timers, long nanos) {
        try {
            timers.record(nanos, name, "", "", "", "");
        } catch (Throwable failure) {
            failed();
        }
    }

    private static void failed() {
        HookErrors.of("hikaricp").increment();
    }

    private void gauge(MeterRegistry registry, Metric metric, State state, ToDoubleFunction<State> value) {
        removable(registry, Meters.gauge(registry, metric, state, value, name));
    }

    private void removable(MeterRegistry registry, Meter meter) {
        removals.add(() -> registry.remove(meter));
    }
}
