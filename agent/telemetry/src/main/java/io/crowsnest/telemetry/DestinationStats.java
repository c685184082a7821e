package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What became of the log events of one destination. At every moment, per destination:
 * captured = delivered + pending + dead-lettered + dropped.
 */
public final class DestinationStats {

    /** Why an event was given up. */
    public enum Reason {
        /** Nothing was left of the space that waiting events may take. */
        QUEUE_FULL,
        /** The process ended and there was no disk to keep it. */
        SHUTDOWN,
        /** It could not be made a document. */
        ENCODING,
        /** Its record on disk was damaged. */
        DAMAGED
    }

    private static final int DELIVERED = 0;
    private static final int DEAD_LETTERED = 1;
    private static final int SET_ASIDE = 2;
    private static final int DROPPED = 3;

    private final String destination;
    private final LongSupplier captured;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder setAside = new LongAdder();
    private final LongAdder[] dropped = new LongAdder[Reason.values().length];

    /** Delivered, dead-lettered, set aside, dropped by reason, as of the last reading. */
    private final long[] settled = new long[DROPPED + dropped.length];

    private long pending;
    private volatile long oldestMillis;

    /** Figures of the destination with this name, for example {@code elasticsearch}, for all that is captured. */
    public DestinationStats(String destination) {
        this(destination, new Captured());
    }

    /** Not a lambda: made before the application's main method. */
    private static final class Captured implements LongSupplier {
        @Override
        public long getAsLong() {
            return Logs.captured();
        }
    }

    /** Figures of a destination for as many events as {@code captured} says. */
    public DestinationStats(String destination, LongSupplier captured) {
        this.destination = destination;
        this.captured = captured;
        for (int i = 0; i < dropped.length; i++) {
            dropped[i] = new LongAdder();
        }
    }

    public String destination() {
        return destination;
    }

    /** The destination acknowledged {@code events} events. */
    public void delivered(long events) {
        delivered.add(events);
    }

    /** The destination refused {@code events} events for good. */
    public void deadLettered(long events) {
        deadLettered.add(events);
    }

    /** Of the delivered events, {@code events} are kept apart from the others there. */
    public void setAside(long events) {
        setAside.add(events);
    }

    /** {@code events} events were given up. */
    public void dropped(Reason reason, long events) {
        dropped[reason.ordinal()].add(events);
    }

    public long delivered() {
        return delivered.sum();
    }

    public long deadLettered() {
        return deadLettered.sum();
    }

    public long setAside() {
        return setAside.sum();
    }

    public long dropped() {
        long sum = 0;
        for (LongAdder each : dropped) {
            sum += each.sum();
        }
        return sum;
    }

    /** Events that were captured and whose fate is open. */
    public long pending() {
        // Read in this order, an event that moves meanwhile shows as pending, never as negative.
        long before = delivered() + deadLettered() + dropped();
        return captured.getAsLong() - before;
    }

    /** When the oldest event was logged that was tried to be delivered and is not settled, in milliseconds since 1970; 0 for none. */
    public void oldestPending(long millis) {
        oldestMillis = millis;
    }

    /** How long ago the oldest event was logged that the destination does not take, in seconds; 0 while it takes all. */
    public double lagSeconds() {
        long oldest = oldestMillis;
        return oldest == 0 ? 0 : Math.max(0, System.currentTimeMillis() - oldest) / 1e3;
    }

    void beforeReading() {
        settled[DELIVERED] = delivered();
        settled[DEAD_LETTERED] = deadLettered();
        settled[SET_ASIDE] = setAside();
        for (int i = 0; i < dropped.length; i++) {
            settled[DROPPED + i] = dropped[i].sum();
        }
    }

    void pendingOf(long events) {
        // What is set aside is delivered, too: subtracted once.
        pending = events + settled[SET_ASIDE];
        for (long each : settled) {
            pending -= each;
        }
    }

    /** Exposes all figures. */
    public void bindTo(MeterRegistry registry) {
        Logs.add(this);
        Meters.counter(registry, Catalogue.CROWSNEST_LOG_EVENTS_DELIVERED, settled, all -> all[DELIVERED], destination);
        Meters.counter(
                registry,
                Catalogue.CROWSNEST_LOG_EVENTS_DEAD_LETTERED,
                settled,
                all -> all[DEAD_LETTERED],
                destination);
        Meters.counter(registry, Catalogue.CROWSNEST_LOG_EVENTS_SET_ASIDE, settled, all -> all[SET_ASIDE], destination);
        Meters.gauge(registry, Catalogue.CROWSNEST_LOG_EVENTS_PENDING, this, stats -> stats.pending, destination);
        Meters.gauge(registry, Catalogue.CROWSNEST_LOG_DELIVERY_LAG, this, DestinationStats::lagSeconds, destination);
        for (Reason reason : Reason.values()) {
            int index = DROPPED + reason.ordinal();
            Meters.counter(
                    registry,
                    Catalogue.CROWSNEST_LOG_EVENTS_DROPPED,
                    settled,
                    all -> all[index],
                    destination,
                    reason.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Exposes the same for events that processes before this one had left. */
    public void bindRecoveredTo(MeterRegistry registry) {
        Metric recovered = Catalogue.CROWSNEST_LOG_EVENTS_RECOVERED;
        Meters.counter(registry, recovered, this, DestinationStats::delivered, destination, "delivered");
        Meters.counter(registry, recovered, this, DestinationStats::deadLettered, destination, "dead_lettered");
        Meters.counter(registry, recovered, this, DestinationStats::dropped, destination, "dropped");
        Meters.gauge(
                registry,
                Catalogue.CROWSNEST_LOG_EVENTS_RECOVERED_PENDING,
                this,
                DestinationStats::pending,
                destination);
    }
}
