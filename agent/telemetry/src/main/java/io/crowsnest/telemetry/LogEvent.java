package io.crowsnest.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was logged, copied out of the application so that nothing of the application is kept alive.
 *
 * @param sequence counts the captured events of this process, from 1
 * @param timestamp when it was logged, as precise as the framework knows
 * @param level severity
 * @param logger name of the logger
 * @param thread name of the thread that logged
 * @param message formatted message
 * @param labels MDC and key-value pairs as text; the event's own pairs win
 * @param markers names of the markers, outermost first
 * @param trace the trace that it belongs to, if any
 * @param error the throwable that was logged, if any
 */
public record LogEvent(
        long sequence,
        Instant timestamp,
        Level level,
        String logger,
        String thread,
        String message,
        Map<String, String> labels,
        List<String> markers,
        @Nullable TraceContext trace,
        @Nullable Failure error) {

    /** Severity, from the least to the most severe. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /**
     * A throwable as text.
     *
     * @param type class name
     * @param message its message, null where it has none
     * @param stackTrace rendered with causes and suppressed throwables
     */
    public record Failure(String type, @Nullable String message, String stackTrace) {}
}
