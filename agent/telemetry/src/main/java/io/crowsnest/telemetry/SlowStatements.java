package io.crowsnest.telemetry;

import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes a log document of each statement that takes long, but for one kind of statement only one in a second; it says how many
 * it stands for. Where logs have no destination nothing happens.
 */
public final class SlowStatements {

    private static final String LOGGER = "crowsnest.database";
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many kinds of statement have a pause of their own, all others one in common. */
    private static final int MOST = 1024;

    private static final ConcurrentHashMap<String, Pause> pauses = new ConcurrentHashMap<>();
    private static final Pause others = new Pause();
    private static volatile long thresholdNanos = TimeUnit.SECONDS.toNanos(1);

    private SlowStatements() {}

    /** From now on a statement that takes longer than this is slow. */
    public static void longerThan(Duration threshold) {
        thresholdNanos = TimeUnit.NANOSECONDS.convert(threshold);
    }

    static void ended(long nanos, String system, SqlStatement statement, String errorType) {
        if (nanos > thresholdNanos && Logs.isWanted(Level.WARN)) {
            slow(nanos, system, statement, errorType, System.nanoTime());
        }
    }

    static void slow(long nanos, String system, SqlStatement statement, String errorType, long now) {
        long leftOut = pause(statement.digest()).end(now);
        if (leftOut == Pause.NOT_OVER) {
            return;
        }
        LogRecord record = Logs.begin(Level.WARN);
        if (record != null) {
            record.time(Instant.now())
                    .logger(LOGGER)
                    .thread(Thread.currentThread().getName())
                    .message("slow statement: ".concat(statement.text()))
                    .label("db_query_digest", statement.digest())
                    .label("db_system_name", system)
                    .label("duration_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                    .label("error_type", errorType)
                    .label("left_out", leftOut)
                    .end();
        }
    }

    private static Pause pause(String digest) {
        Pause known = pauses.get(digest);
        if (known != null) {
            return known;
        }
        return pauses.size() < MOST ? pauses.computeIfAbsent(digest, any -> new Pause()) : others;
    }

    /** The time after a document in which there is no other, and how many there would have been. */
    private static final class Pause {
        private static final long NOT_OVER = -1;

        private final AtomicLong last = new AtomicLong(System.nanoTime() - 2 * PAUSE_NANOS);
        private final LongAdder leftOut = new LongAdder();

        /** How many were left out since the last one; {@link #NOT_OVER} if this one is, too. */
        private long end(long now) {
            long before = last.get();
            if (now - before > PAUSE_NANOS && last.compareAndSet(before, now)) {
                return leftOut.sumThenReset();
            }
            leftOut.increment();
            return NOT_OVER;
        }
    }
}
