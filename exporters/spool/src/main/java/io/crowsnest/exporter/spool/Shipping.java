package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Delivery to all destinations: begins once the spool is open and it is known who logs, in whichever order that comes. */
final class Shipping {

    private final List<Outlet> outlets;
    private final Consumer<String> log;

    private volatile @Nullable ServiceIdentity identity;
    private volatile boolean closing;
    private volatile boolean isDurable;

    /** Guarded by this object's monitor, as is everything below. */
    private SpoolPlace.@Nullable Opened place;

    private List<Feed> feeds = List.of();
    private Duration startDelay = Duration.ZERO;
    private final List<Shipper> shippers = new ArrayList<>();

    Shipping(List<Outlet> outlets, Consumer<String> log) {
        this.outlets = outlets;
        this.log = log;
    }

    List<Outlet> outlets() {
        return outlets;
    }

    /** Who logs; null until that is known. */
    @Nullable
    ServiceIdentity identity() {
        return identity;
    }

    /** The same for those that are asked only after it is known: documents are made by shippers. */
    Supplier<ServiceIdentity> whoLogs() {
        return new WhoLogs();
    }

    /** Not a lambda: made on the way to an open spool. */
    private final class WhoLogs implements Supplier<ServiceIdentity> {
        @Override
        public ServiceIdentity get() {
            return Objects.requireNonNull(identity);
        }
    }

    /** Where the spool is; null until it is open. */
    synchronized SpoolPlace.@Nullable Opened place() {
        return place;
    }

    /** Whether events that are not delivered survive the process. */
    boolean isDurable() {
        return isDurable;
    }

    /** The spool is open, and has these feeds, one for each destination. */
    synchronized void opened(SpoolPlace.Opened at, List<Feed> all) {
        isDurable = at.folder().isDurable();
        feeds = all;
        place = at;
    }

    /** It is known who logs. Does nothing the second time. */
    synchronized void identified(ServiceIdentity service, Duration delay) {
        if (identity == null) {
            identity = service;
            startDelay = delay;
            start();
        }
    }

    /** Starts what can be started; goes on where it has failed before. */
    synchronized void start() {
        ServiceIdentity service = identity;
        SpoolPlace.Opened at = place;
        if (service == null || at == null) {
            return;
        }
        if (shippers.isEmpty()) {
            try {
                at.save(service);
            } catch (IOException e) {
                log.accept("spool failing reason=\"" + e + '"');
            }
        }
        for (int i = shippers.size(); i < outlets.size(); i++) {
            Outlet outlet = outlets.get(i);
            Shipper shipper = new Shipper(
                    feeds.get(i),
                    outlet.open(service),
                    at.deadLetters(outlet.name()),
                    outlet.health(),
                    log,
                    Pace.DEFAULT);
            shipper.start(closing ? Duration.ZERO : startDelay);
            shippers.add(shipper);
        }
    }

    /** From now on nothing waits for a better moment. */
    void hurry() {
        closing = true;
    }

    /**
     * Delivers what is left, for a moment.
     *
     * @param until in {@link System#nanoTime}
     */
    void close(long until) {
        // The keeper may be just about to.
        start();
        List<Shipper> running;
        synchronized (this) {
            running = List.copyOf(shippers);
        }
        running.forEach(Shipper::hurry);
        for (Shipper each : running) {
            each.close(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        }
    }
}
