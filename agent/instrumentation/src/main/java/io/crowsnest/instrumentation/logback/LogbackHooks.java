package io.crowsnest.instrumentation.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogLabels;
import io.crowsnest.telemetry.LogText;
import io.crowsnest.telemetry.Logs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * {@code Logger.callAppenders} is where every event of Logback passes exactly once, after level and turbo filters and before
 * the first appender, whatever front end or bridge it came from.
 */
@Instrumentation(
        id = "logback",
        library = "ch.qos.logback:logback-classic",
        versions = "[1.2,2)",
        description = "log events, counted by level and shipped")
final class LogbackHooks {

    private static final boolean SINCE_1_3 = has("getInstant");

    private static final int MAX_MARKER = 1 << 10;

    private LogbackHooks() {}

    @ReplaceArgument(
            type = "ch.qos.logback.classic.Logger",
            method = "callAppenders",
            args = "ch.qos.logback.classic.spi.ILoggingEvent",
            index = 0)
    static ILoggingEvent capture(Object self, ILoggingEvent event) {
        LogEvent.Level level = level(event.getLevel());
        if (Logs.countLogback(level)) {
            try {
                copy(event, level);
            } catch (RuntimeException e) {
                // Code of the application runs in here (markers, adapters of the MDC): its failure isn't the hook's.
                Logs.captureUnreadable(level, ((Logger) self).getName(), e);
            }
        }
        return event;
    }

    private static void copy(ILoggingEvent event, LogEvent.Level level) {
        LogLabels labels = new LogLabels();
        try {
            labels.putAll(event.getMDCPropertyMap());
        } catch (NullPointerException e) {
            // What Logback throws in a context made by hand, which has no MDC: there is nothing to copy.
        }
        List<String> markers = new ArrayList<>(0);
        Instant timestamp;
        if (SINCE_1_3) {
            timestamp = Since13.read(event, labels, markers);
        } else {
            timestamp = Before13.read(event, markers);
        }
        Logs.capture(
                timestamp,
                level,
                event.getLoggerName(),
                event.getThreadName(),
                event.getFormattedMessage(),
                labels.toMap(),
                markers,
                failure(event.getThrowableProxy()));
    }

    private static LogEvent.Level level(@Nullable Level level) {
        if (level == null) {
            return LogEvent.Level.INFO;
        }
        return switch (level.toInt()) {
            case Level.ERROR_INT -> LogEvent.Level.ERROR;
            case Level.WARN_INT -> LogEvent.Level.WARN;
            case Level.INFO_INT -> LogEvent.Level.INFO;
            case Level.DEBUG_INT -> LogEvent.Level.DEBUG;
            default -> LogEvent.Level.TRACE;
        };
    }

    private static LogEvent.@Nullable Failure failure(@Nullable IThrowableProxy thrown) {
        return thrown == null
                ? null
                : new LogEvent.Failure(thrown.getClassName(), thrown.getMessage(), ThrowableProxyUtil.asString(thrown));
    }

    private static boolean has(String method) {
        try {
            ILoggingEvent.class.getMethod(method);
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** What events had before Logback 1.3. */
    private static final class Before13 {

        @SuppressWarnings("deprecation")
        static Instant read(ILoggingEvent event, List<String> markers) {
            Marker marker = event.getMarker();
            if (marker != null) {
                markers.add(LogText.of(marker.getName(), MAX_MARKER));
            }
            return Instant.ofEpochMilli(event.getTimeStamp());
        }
    }

    /** What events have since Logback 1.3; a class of its own so that older versions never link it. */
    private static final class Since13 {

        static Instant read(ILoggingEvent event, LogLabels labels, List<String> markers) {
            List<Marker> all = event.getMarkerList();
            if (all != null) {
                for (Marker marker : all) {
                    markers.add(LogText.of(marker.getName(), MAX_MARKER));
                }
            }
            List<KeyValuePair> pairs = event.getKeyValuePairs();
            if (pairs != null) {
                for (KeyValuePair pair : pairs) {
                    labels.put(pair.key, pair.value);
                }
            }
            Instant instant = event.getInstant();
            return instant != null ? instant : Instant.ofEpochMilli(event.getTimeStamp());
        }
    }
}
