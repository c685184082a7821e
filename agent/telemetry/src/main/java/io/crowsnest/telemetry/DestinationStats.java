package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the log events of one destination. At every moment, per destination:
 * captured = delivered + pending + dead-lettered + dropped.
 */
public final class DestinationStats {

    /** Why an event was given up. */
    public enum Reason {
        QUEUE_FULL,
        SHUTDOWN,
        ENCODING
    }

    private final String destination;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder[] dropped = new LongAdder[Reason.values().length];

    /** Figures of the destination with this name, for example {@code elasticsearch}. */
    public DestinationStats(String destination) {
        this.destination = destination;
        for (int i = 0; i < dropped.length; i++) {
            dropped[i] = new LongAdder();
        }
    }

    public String destination() {
        return destination;
    }

    /** An event was offered to this destination. */
    public void accepted() {
        accepted.increment();
    }

    /** The destination acknowledged {@code events} events. */
    public void delivered(long events) {
        delivered.add(events);
    }

    /** The destination refused {@code events} events for good. */
    public void deadLettered(long events) {
        deadLettered.add(events);
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

    public long dropped() {
        long sum = 0;
        for (LongAdder each : dropped) {
            sum += each.sum();
        }
        return sum;
    }

    /** Events that were offered and whose fate is open. */
    public long pending() {
        // Read in this order, an event that moves meanwhile shows as pending, never as negative.
        long settled = delivered() + deadLettered() + dropped();
        return accepted.sum() - settled;
    }

    /** Exposes all figures. */
    public void bindTo(MeterRegistry registry) {
        Meters.counter(registry, Catalogue.CROWSNEST_LOG_EVENTS_DELIVERED, delivered, destination);
        Meters.counter(registry, Catalogue.CROWSNEST_LOG_EVENTS_DEAD_LETTERED, deadLettered, destination);
        Meters.gauge(registry, Catalogue.CROWSNEST_LOG_EVENTS_PENDING, this, DestinationStats::pending, destination);
        for (Reason reason : Reason.values()) {
            Meters.counter(
                    registry,
                    Catalogue.CROWSNEST_LOG_EVENTS_DROPPED,
                    dropped[reason.ordinal()],
                    destination,
                    reason.name().toLowerCase(Locale.ROOT));
        }
    }
}
