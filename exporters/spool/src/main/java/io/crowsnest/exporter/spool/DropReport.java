package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.Logs;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/** Counts events that were given up, and makes one event of it when that is over, for whoever reads the logs and wonders. */
final class DropReport implements Consumer<Level> {

    private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();

    private final AtomicLongArray lost = new AtomicLongArray(Level.values().length);
    private final AtomicLong firstMillis = new AtomicLong();
    private volatile long lastMillis;
    private volatile long lastNanos;

    /** An event of this level was given up. Called by any thread. */
    @Override
    public void accept(Level level) {
        lost.incrementAndGet(level.ordinal());
        lastMillis = System.currentTimeMillis();
        lastNanos = System.nanoTime();
        firstMillis.compareAndSet(0, lastMillis);
    }

    /** Reports what was given up, if nothing was for a moment. */
    void report(long now) {
        long first = firstMillis.get();
        if (first == 0 || now - lastNanos < QUIET_NANOS) {
            return;
        }
        firstMillis.set(0);
        StringBuilder text = new StringBuilder();
        long sum = 0;
        for (Level level : Level.values()) {
            long events = lost.getAndSet(level.ordinal(), 0);
            sum += events;
            if (events > 0) {
                text.append(' ').append(level).append('=').append(events);
            }
        }
        if (sum == 0) {
            // The report before had it already.
            return;
        }
        Logs.report(Level.WARN)
                .time(Instant.now())
                .logger("crowsnest.logs")
                .thread(Thread.currentThread().getName())
                .message(sum + " log events were given up between " + Instant.ofEpochMilli(first) + " and "
                        + Instant.ofEpochMilli(lastMillis) + ", because there was no room to keep them:" + text)
                .end();
    }
}
