package io.crowsnest.exporter.spool;

import java.time.Duration;

/**
 * How much at once and how often.
 *
 * @param firstEvents most events in the first batch; more while all goes well
 * @param events most events in any batch
 * @param bytes a batch is not made longer once it has this many bytes of JSON
 * @param linger how long the first event of a batch waits for others
 * @param look how often to look meanwhile whether the batch is full
 * @param many so many waiting events make delivery begin at once
 * @param firstRetry pause after the first failure, which is often a connection that had been closed
 * @param minRetry pause after the second failure; doubles from there
 * @param maxRetry longest pause
 * @param quiet at shutdown: no new event for this long means that all have come
 */
record Pace(
        int firstEvents,
        int events,
        int bytes,
        Duration linger,
        Duration look,
        int many,
        Duration firstRetry,
        Duration minRetry,
        Duration maxRetry,
        Duration quiet) {

    static final Pace DEFAULT = new Pace(
            500,
            5_000,
            4 << 20,
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            10_000,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofMillis(300));

    /**
     * Nanoseconds to wait after so many failures in a row; random within its upper half, so that many JVMs don't come back
     * at the same moment.
     *
     * @param random from 0 to 1
     */
    long retryNanos(int failures, double random) {
        if (failures <= 1) {
            return firstRetry.toNanos();
        }
        long longest = minRetry.toNanos() << Math.min(failures - 2, 16);
        if (longest > maxRetry.toNanos() || longest <= 0) {
            longest = maxRetry.toNanos();
        }
        return (long) (longest * (0.5 + random / 2));
    }
}
