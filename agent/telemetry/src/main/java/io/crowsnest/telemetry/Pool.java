package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** A pool of HikariCP, under the names that HikariCP's own Micrometer metrics have. */
public final class Pool {

    private static final TimerFamily acquire = new TimerFamily(Catalogue.HIKARICP_CONNECTIONS_ACQUIRE);
    private static final TimerFamily usage = new TimerFamily(Catalogue.HIKARICP_CONNECTIONS_USAGE);
    private static final TimerFamily creation = new TimerFamily(Catalogue.HIKARICP_CONNECTIONS_CREATION);

    private final String name;
    private final LongAdder timeouts = new LongAdder();
    private final List<Runnable> removals = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** The state of a pool at the moment of asking. */
    public interface State {
        int total();

        int active();

        int idle();

        int pending();

        int max();

        int min();
    }

    private Pool(String name) {
        this.name = name;
    }

    /**
     * Exposes a pool of HikariCP until {@link #close}.
     *
     * @param state held weakly, so that the pool's application can be undeployed; the caller keeps it
     */
    public static Pool hikari(String name, State state) {
        Pool pool = new Pool(name);
        Telemetry.whenStarted(registry -> pool.bindTo(registry, state));
        return pool;
    }

    private void bindTo(MeterRegistry registry, State state) {
        if (closed) {
            return;
        }
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS, state, State::total);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_ACTIVE, state, State::active);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_IDLE, state, State::idle);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_PENDING, state, State::pending);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_MAX, state, State::max);
        gauge(registry, Catalogue.HIKARICP_CONNECTIONS_MIN, state, State::min);
        removable(registry, Meters.counter(registry, Catalogue.HIKARICP_CONNECTIONS_TIMEOUT, timeouts, name));
    }

    /** A thread got a connection after {@code nanos} nanoseconds. */
    public void acquired(long nanos) {
        acquire.record(nanos, name, "", "", "", "");
    }

    /** A connection came back after {@code nanos} nanoseconds. */
    public void used(long nanos) {
        usage.record(nanos, name, "", "", "", "");
    }

    /** A connection was opened in {@code nanos} nanoseconds. */
    public void created(long nanos) {
        creation.record(nanos, name, "", "", "", "");
    }

    /** A thread gave up waiting. */
    public void timedOut() {
        timeouts.increment();
    }

    /** The pool is gone; so are its gauges. */
    public void close() {
        closed = true;
        removals.forEach(Runnable::run);
        removals.clear();
    }

    private void gauge(MeterRegistry registry, Metric metric, State state, ToDoubleFunction<State> value) {
        removable(registry, Meters.gauge(registry, metric, state, value, name));
    }

    private void removable(MeterRegistry registry, Meter meter) {
        removals.add(() -> registry.remove(meter));
    }
}
