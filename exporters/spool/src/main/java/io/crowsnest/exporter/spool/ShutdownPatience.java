package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import java.time.Duration;

/**
 * How long the end of the application is held up for a destination: where nothing gets through for a while, on disk it is safe. Made when that end
 * begins, so that several destinations out of reach take as long as one.
 */
final class ShutdownPatience {

    private static final long LOOK_MILLIS = 20;

    /** The client's classes take a second to load, where a process ends with its first batch. */
    private static final long LONGEST_WITHOUT_PROGRESS_NANOS =
            Duration.ofSeconds(3).toNanos();

    private final DestinationStats stats;
    private final boolean durable;
    private final long start = System.nanoTime();
    private final long deliveredAtStart;

    /**
     * For the destination with these figures.
     *
     * @param durable whether what is not delivered stays when the process ends
     */
    ShutdownPatience(DestinationStats stats, boolean durable) {
        this.stats = stats;
        this.durable = durable;
        this.deliveredAtStart = stats.delivered();
    }

    /**
     * Waits until {@code delivery} has ended.
     *
     * @param until in {@link System#nanoTime}, when the application has the right to end
     */
    void await(Thread delivery, long until) throws InterruptedException {
        long progressAt = start;
        long delivered = deliveredAtStart;
        while (delivery.isAlive()) {
            long now = System.nanoTime();
            if (stats.delivered() != delivered) {
                delivered = stats.delivered();
                progressAt = now;
            }
            boolean isStuck = durable && now - progressAt > LONGEST_WITHOUT_PROGRESS_NANOS;
            if (now - until >= 0 || isStuck) {
                return;
            }
            delivery.join(LOOK_MILLIS);
        }
    }
}
