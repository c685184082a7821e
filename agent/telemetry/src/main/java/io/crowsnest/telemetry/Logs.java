package io.crowsnest.telemetry;

import io.crowsnest.telemetry.LogEvent.Level;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Where log instrumentations hand over events: counts every one, ships those at or above the threshold. */
public final class Logs {

    private static final int MAX_TEXT = 256 << 10;
    private static final int MAX_NAME = 1 << 10;

    private static final Level[] LEVELS = Level.values();
    private static final LongAdder[] logbackEvents = adders();
    private static final LongAdder[] captured = adders();
    private static final AtomicLong sequence = new AtomicLong();

    private static volatile @Nullable LogSink sink;
    private static volatile Level threshold = Level.INFO;

    private Logs() {}

    /** From now on events at or above {@code level} go to {@code target}. */
    public static void shipTo(LogSink target, Level level) {
        threshold = level;
        sink = target;
    }

    /** Counts an event of Logback; true if it is to be captured as well. */
    public static boolean countLogback(Level level) {
        logbackEvents[level.ordinal()].increment();
        return isWanted(level);
    }

    /** Whether an event that happens now is to be captured. */
    static boolean isWanted(Level level) {
        return sink != null && level.compareTo(threshold) >= 0 && !AgentThread.isCurrent();
    }

    /** Hands an event over to the sink, under the next sequence number; texts that are too long are cut. */
    public static void capture(
            Instant timestamp,
            Level level,
            @Nullable String logger,
            @Nullable String thread,
            @Nullable String message,
            Map<String, String> labels,
            List<String> markers,
            LogEvent.@Nullable Failure error) {
        LogSink target = sink;
        if (target != null) {
            captured[level.ordinal()].increment();
            target.accept(new LogEvent(
                    sequence.incrementAndGet(),
                    timestamp,
                    level,
                    LogText.of(logger, MAX_NAME),
                    LogText.of(thread, MAX_NAME),
                    LogText.of(message, MAX_TEXT),
                    labels,
                    markers,
                    TraceContext.ofEvent(labels),
                    error == null ? null : bounded(error)));
        }
    }

    /** Hands over what is left of an event whose own code threw {@code failure} when it was read. */
    public static void captureUnreadable(Level level, @Nullable String logger, RuntimeException failure) {
        capture(
                Instant.now(),
                level,
                logger,
                Thread.currentThread().getName(),
                "[FAILED to read the event: " + failure.getClass().getName() + "]",
                Map.of(),
                List.of(),
                null);
    }

    private static LogEvent.Failure bounded(LogEvent.Failure error) {
        String message = error.message();
        return new LogEvent.Failure(
                LogText.of(error.type(), MAX_NAME),
                message == null ? null : LogText.of(message, MAX_TEXT),
                LogText.of(error.stackTrace(), MAX_TEXT));
    }

    static void bindTo(MeterRegistry registry) {
        for (Level level : LEVELS) {
            String label = level.name().toLowerCase(Locale.ROOT);
            Meters.counter(registry, Catalogue.LOGBACK_EVENTS, logbackEvents[level.ordinal()], label);
            Meters.counter(registry, Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED, captured[level.ordinal()], label);
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
