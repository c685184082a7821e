package io.crowsnest.instrumentation.log4j2;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.ReplaceArgument;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import java.time.Instant;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.filter.CompositeFilter;
import org.apache.logging.log4j.core.filter.LevelRangeFilter;
import org.apache.logging.log4j.core.filter.MarkerFilter;
import org.apache.logging.log4j.core.filter.ThreadContextMapFilter;
import org.apache.logging.log4j.core.filter.ThresholdFilter;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.ReusableMessage;
import org.apache.logging.log4j.message.StructuredDataMessage;
import org.apache.logging.log4j.spi.ReadOnlyThreadContextMap;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code logMessage} and, since 2.12.1, {@code log} are where a call leaves the API for the core: after level and context-wide filters,
 * on the thread that logs, also where the rest happens on another. Every call passes exactly one of them once, in the plain and in
 * the asynchronous logger; neither calls the other (2.10 to 2.26). Wrappers and bridges have loggers of other classes.
 */
@Instrumentation(
        id = "log4j2",
        library = "org.apache.logging.log4j:log4j-core",
        versions = "[2.10,3)",
        description = "log events, counted by level and shipped")
final class Log4j2Hooks {

    private static final String LOGGER = "org.apache.logging.log4j.core.Logger";
    private static final String ASYNC_LOGGER = "org.apache.logging.log4j.core.async.AsyncLogger";

    private static final TriConsumer<String, @Nullable Object, LogRecord> ADD_LABEL =
            (key, value, record) -> record.label(key, value);

    /** Markers cannot have themselves as parents, but the application could make a long chain. */
    private static final int DEEPEST_MARKER = 8;

    private Log4j2Hooks() {}

    @ReplaceArgument(
            type = {LOGGER, ASYNC_LOGGER},
            method = "logMessage",
            args = {
                "java.lang.String",
                "org.apache.logging.log4j.Level",
                "org.apache.logging.log4j.Marker",
                "org.apache.logging.log4j.message.Message",
                "java.lang.Throwable"
            },
            index = 3)
    static @Nullable Message logMessage(
            Logger self,
            String caller,
            Level level,
            @Nullable Marker marker,
            @Nullable Message message,
            @Nullable Throwable thrown) {
        return capture(self, level, marker, message, thrown);
    }

    @ReplaceArgument(
            type = {LOGGER, ASYNC_LOGGER},
            method = "log",
            args = {
                "org.apache.logging.log4j.Level",
                "org.apache.logging.log4j.Marker",
                "java.lang.String",
                "java.lang.StackTraceElement",
                "org.apache.logging.log4j.message.Message",
                "java.lang.Throwable"
            },
            index = 4)
    static @Nullable Message log(
            Logger self,
            Level level,
            @Nullable Marker marker,
            String caller,
            @Nullable StackTraceElement location,
            @Nullable Message message,
            @Nullable Throwable thrown) {
        return capture(self, level, marker, message, thrown);
    }

    private static @Nullable Message capture(
            Logger self, Level level, @Nullable Marker marker, @Nullable Message message, @Nullable Throwable thrown) {
        LogEvent.Level severity = count(level);
        if (!Logs.isWanted(severity)
                || ask(self.get().getFilter(), self, level, marker, message, thrown) == Filter.Result.DENY) {
            return message;
        }
        LogRecord record = Logs.begin(severity);
        if (record == null) {
            return message;
        }
        Message settled = message;
        try {
            settled = settled(message, thrown);
            copy(self, marker, settled, thrown, record);
        } catch (Throwable e) {
            // Code of the application runs in here: its failure isn't the hook's. Log4j meets and handles it, too.
            record.endUnreadable(self.getName(), e);
            return settled;
        }
        record.end();
        return settled;
    }

    /**
     * The filters of the logger's configuration are asked later, maybe on another thread. Those of Log4j that look at nothing but the
     * event may be asked twice. One that counts, or is the application's own, may not: its events are taken as accepted.
     */
    private static Filter.Result ask(
            @Nullable Filter filter,
            Logger self,
            Level level,
            @Nullable Marker marker,
            @Nullable Message message,
            @Nullable Throwable thrown) {
        if (filter == null) {
            return Filter.Result.NEUTRAL;
        }
        if (filter instanceof CompositeFilter several) {
            for (Filter each : several.getFiltersArray()) {
                Filter.Result result = ask(each, self, level, marker, message, thrown);
                if (result != Filter.Result.NEUTRAL) {
                    return result;
                }
            }
            return Filter.Result.NEUTRAL;
        }
        boolean mayBeAsked = filter instanceof ThresholdFilter
                || filter instanceof MarkerFilter
                || filter instanceof LevelRangeFilter
                || filter instanceof ThreadContextMapFilter;
        return mayBeAsked ? filter.filter(self, level, marker, message, thrown) : Filter.Result.ACCEPT;
    }

    /**
     * A reusable message makes its text anew each time, so what an object of the application does in {@code toString} would
     * happen once for us and once for Log4j. Its snapshot keeps the text.
     */
    private static @Nullable Message settled(@Nullable Message message, @Nullable Throwable thrown) {
        if (message instanceof ReusableMessage reusable) {
            Object[] parameters = message.getParameters();
            if (parameters != null) {
                for (Object parameter : parameters) {
                    if (parameter != thrown && !isPlain(parameter)) {
                        return reusable.memento();
                    }
                }
            }
        }
        return message;
    }

    private static boolean isPlain(@Nullable Object parameter) {
        return parameter == null
                || parameter instanceof String
                || ((parameter instanceof Number || parameter instanceof CharSequence)
                        && parameter.getClass().getClassLoader() == null)
                || parameter instanceof Boolean
                || parameter instanceof Character;
    }

    private static void copy(
            Logger self,
            @Nullable Marker marker,
            @Nullable Message message,
            @Nullable Throwable thrown,
            LogRecord record) {
        record.time(Instant.now())
                .logger(self.getName())
                .thread(Thread.currentThread().getName());
        ReadOnlyThreadContextMap context = ThreadContext.getThreadContextMap();
        if (context == null) {
            record.labels(ThreadContext.getImmutableContext());
        } else if (!context.isEmpty()) {
            context.getReadOnlyContextData().forEach(ADD_LABEL, record);
        }
        if (message instanceof MapMessage<?, ?> map) {
            map.forEach(ADD_LABEL, record);
        }
        markers(marker, record, 0);
        text(message, record);
        record.error(thrown);
    }

    /** The text as it is now: the message itself may say something else later. */
    private static void text(@Nullable Message message, LogRecord record) {
        if (message instanceof ReusableMessage reusable) {
            StringBuilder buffer = record.buffer();
            reusable.formatTo(buffer);
            record.message(buffer);
        } else if (message instanceof StructuredDataMessage structured && structured.getFormat() != null) {
            // The data are labels.
            record.message(structured.getFormat());
        } else {
            record.message(message == null ? "" : message.getFormattedMessage());
        }
    }

    private static void markers(@Nullable Marker marker, LogRecord record, int depth) {
        if (marker != null) {
            record.marker(marker.getName());
            if (marker.hasParents() && depth < DEEPEST_MARKER) {
                for (Marker parent : marker.getParents()) {
                    markers(parent, record, depth + 1);
                }
            }
        }
    }

    /** Counts as Micrometer does, levels that the application has made as the standard level below. */
    private static LogEvent.Level count(Level level) {
        LogEvent.Level counted = switch (level.getStandardLevel()) {
            case OFF, FATAL, ERROR -> LogEvent.Level.ERROR;
            case WARN -> LogEvent.Level.WARN;
            case INFO -> LogEvent.Level.INFO;
            case DEBUG -> LogEvent.Level.DEBUG;
            case TRACE, ALL -> LogEvent.Level.TRACE;
        };
        switch (level.getStandardLevel()) {
            case FATAL -> Logs.countLog4j2Fatal();
            case OFF, ALL -> {}
            default -> Logs.countLog4j2(counted);
        }
        return counted;
    }
}
