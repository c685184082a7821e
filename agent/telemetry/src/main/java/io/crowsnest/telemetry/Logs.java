package io.crowsnest.telemetry;

import io.crowsnest.telemetry.LogEvent.Level;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Where log instrumentations hand over events: counts every one, ships those at or above the threshold.
 *
 * <pre>
 *   LogRecord record = Logs.begin(level);
 *   if (record != null) {
 *       record.time(...).logger(...).thread(...).message(...).labels(...).error(...).end();
 *   }
 * </pre>
 */
public final class Logs {

    private static final Level[] LEVELS = Level.values();
    private static final LongAdder[] logbackEvents = adders();
    private static final LongAdder[] log4j2Events = adders();
    private static final LongAdder log4j2Fatal = new LongAdder();
    private static final LongAdder[] captured = adders();
    private static final long[] capturedAtReading = new long[LEVELS.length];
    private static final List<DestinationStats> destinations = new CopyOnWriteArrayList<>();

    private static volatile @Nullable LogSink sink;
    private static volatile @Nullable LogMask mask;
    private static volatile Level threshold = Level.INFO;

    private Logs() {}

    /** From now on events at or above {@code level} go to {@code target}. */
    public static void shipTo(LogSink target, Level level) {
        threshold = level;
        sink = target;
    }

    /** From now on hides values in what is captured; null: nothing. */
    public static void hide(@Nullable LogMask values) {
        mask = values;
    }

    static @Nullable LogMask mask() {
        return mask;
    }

    /** Counts an event of Logback. */
    public static void countLogback(Level level) {
        logbackEvents[level.ordinal()].increment();
    }

    /** Counts an event of Log4j 2. */
    public static void countLog4j2(Level level) {
        log4j2Events[level.ordinal()].increment();
    }

    /** Counts an event of Log4j 2's level FATAL, which is an error to all but the counters. */
    public static void countLog4j2Fatal() {
        log4j2Fatal.increment();
    }

    /** Begins the record of an event that happens now, null if it is not to be captured. Whoever gets one ends it. */
    public static @Nullable LogRecord begin(Level level) {
        return isWanted(level) ? LogRecord.begin(level) : null;
    }

    /** Begins the record of an event that the agent itself has to report to whoever reads the application's logs. */
    public static LogRecord report(Level level) {
        return LogRecord.begin(level);
    }

    /** Whether an event that happens now is to be captured. */
    public static boolean isWanted(Level level) {
        return sink != null && level.compareTo(threshold) >= 0 && !AgentThread.isCurrent();
    }

    static void take(LogRecord record) {
        LogSink target = sink;
        if (target != null) {
            LongAdder count = captured[record.level().ordinal()];
            count.increment();
            try {
                target.accept(record);
            } catch (StackOverflowError e) {
                // Not kept: there is no stack left for it, nor for the application's own appenders.
                count.decrement();
                throw e;
            }
        }
    }

    /** How many events were captured so far. */
    public static long captured() {
        long sum = 0;
        for (LongAdder each : captured) {
            sum += each.sum();
        }
        return sum;
    }

    static void bindTo(MeterRegistry registry) {
        Telemetry.beforeReading(Logs::beforeReading);
        Meters.counter(registry, Catalogue.LOG4J2_EVENTS, log4j2Fatal, "fatal");
        for (Level level : LEVELS) {
            int index = level.ordinal();
            String label = level.name().toLowerCase(Locale.ROOT);
            Meters.counter(registry, Catalogue.LOGBACK_EVENTS, logbackEvents[index], label);
            Meters.counter(registry, Catalogue.LOG4J2_EVENTS, log4j2Events[index], label);
            Meters.counter(
                    registry,
                    Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED,
                    capturedAtReading,
                    figures -> figures[index],
                    label);
        }
    }

    /** The figures of this destination are read together with those of all others. */
    static void add(DestinationStats destination) {
        destinations.add(destination);
    }

    /** Takes all figures at one moment, so that the sums in every scrape are right while the application logs on. */
    private static void beforeReading() {
        // What is settled first: an event that moves meanwhile shows as pending, never as settled before it was
        // captured.
        destinations.forEach(DestinationStats::beforeReading);
        long sum = 0;
        for (int i = 0; i < captured.length; i++) {
            capturedAtReading[i] = captured[i].sum();
            sum += capturedAtReading[i];
        }
        for (DestinationStats each : destinations) {
            each.pendingOf(sum);
        }
    }

    private static LongAdder[] adders() {
        LongAdder[] adders = new LongAdder[LEVELS.length];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }
}
