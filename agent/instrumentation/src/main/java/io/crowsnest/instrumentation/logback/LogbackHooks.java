package io.crowsnest.instrumentation.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import java.time.Instant;
import java.util.Iterator;
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

    /** Markers that refer to each other in a circle are possible. */
    private static final int DEEPEST_MARKER = 8;

    private static final boolean SINCE_1_3 = has("getInstant");

    private LogbackHooks() {}

    @ReplaceArgument(
            type = "ch.qos.logback.classic.Logger",
            method = "callAppenders",
            args = "ch.qos.logback.classic.spi.ILoggingEvent",
            index = 0)
    static ILoggingEvent capture(Object self, ILoggingEvent event) {
        LogEvent.Level level = level(event.getLevel());
        Logs.countLogback(level);
        LogRecord record = Logs.begin(level);
        if (record != null) {
            try {
                copy(event, record);
            } catch (Throwable e) {
                // Code of the application runs in here (markers, adapters of the MDC): its failure isn't the hook's.
                record.endUnreadable(((Logger) self).getName(), e);
                return event;
            }
            record.end();
        }
        return event;
    }

    private static void copy(ILoggingEvent event, LogRecord record) {
        try {
            record.labels(event.getMDCPropertyMap());
        } catch (NullPointerException e) {
            // What Logback throws in a context made by hand, which has no MDC: there is nothing to copy.
        }
        if (SINCE_1_3) {
            Since13.copy(event, record);
        } else {
            Before13.copy(event, record);
        }
        record.logger(event.getLoggerName()).thread(event.getThreadName()).message(event.getFormattedMessage());
        Object[] arguments = event.getArgumentArray();
        if (arguments != null) {
            for (Object argument : arguments) {
                LogstashFields.add(record, argument);
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown instanceof ThrowableProxy proxy) {
            record.error(proxy.getThrowable());
        } else if (thrown != null) {
            record.error(thrown.getClassName(), thrown.getMessage());
        }
    }

    /** A marker with those that it refers to; what is appended through one is a label, and its name says nothing. */
    @SuppressWarnings("deprecation") // SLF4J advises against references; encoders write them.
    private static void marker(@Nullable Marker marker, LogRecord record, int depth) {
        if (marker == null) {
            return;
        }
        if (!LogstashFields.add(record, marker)) {
            record.marker(marker.getName());
        }
        if (marker.hasReferences() && depth < DEEPEST_MARKER) {
            for (Iterator<Marker> references = marker.iterator(); references.hasNext(); ) {
                marker(references.next(), record, depth + 1);
            }
        }
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
        static void copy(ILoggingEvent event, LogRecord record) {
            marker(event.getMarker(), record, 0);
            record.time(Instant.ofEpochMilli(event.getTimeStamp()));
        }
    }

    /** What events have since Logback 1.3; a class of its own so that older versions never link it. */
    private static final class Since13 {

        static void copy(ILoggingEvent event, LogRecord record) {
            List<Marker> markers = event.getMarkerList();
            if (markers != null) {
                for (Marker marker : markers) {
                    marker(marker, record, 0);
                }
            }
            List<KeyValuePair> pairs = event.getKeyValuePairs();
            if (pairs != null) {
                for (KeyValuePair pair : pairs) {
                    record.label(pair.key, pair.value);
                }
            }
            Instant instant = event.getInstant();
            record.time(instant != null ? instant : Instant.ofEpochMilli(event.getTimeStamp()));
        }
    }
}
