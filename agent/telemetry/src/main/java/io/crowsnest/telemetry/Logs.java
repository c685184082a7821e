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
        return sink != null && level.compareTo(threshold) >= 0 && !AgentThread.isCurrent();
    }

    /** Hands an event over to the sink, under the next sequence number. */
    public static void capture(
            Instant timestamp,
            Level level,
            String logger,
            String thread,
            String message,
            Map<String, String> labels,
            List<String> markers,
            LogEvent.@Nullable Failure error) {
        LogSink target = sink;
        if (target != null) {
            captured[level.ordinal()].increment();
            target.accept(new LogEvent(
                    sequence.incrementAndGet(), timestamp, level, logger, thread, message, labels, markers, error));
        }
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
