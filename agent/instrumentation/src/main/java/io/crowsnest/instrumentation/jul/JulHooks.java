package io.crowsnest.instrumentation.jul;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.JavaLogging;
import io.crowsnest.telemetry.Logs;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code Logger.log(LogRecord)} is where every other method of a logger ends. Loggers of other frameworks that stand in for this one
 * override it, so nothing is seen twice. What a bridge passes on is left to the framework behind it, which may yet drop it.
 *
 * <p>A logger's filter is the application's own code and is not asked a second time: that a record has passed shows when the logger
 * then looks for its handlers.
 */
@Instrumentation(
        id = "java-util-logging",
        library = "java.logging",
        versions = "[17,)",
        description = "log events, shipped; also those of System.Logger")
final class JulHooks {

    private static final ConcurrentHashMap<Thread, Filtered> filtered = new ConcurrentHashMap<>();

    private static final Formatter TEXT = new Formatter() {
        @Override
        public String format(LogRecord record) {
            return formatMessage(record);
        }
    };

    private JulHooks() {}

    /** A record on its way through a filter. */
    private record Filtered(Logger logger, LogRecord record) {}

    @Around(type = "java.util.logging.Logger", method = "log", args = "java.util.logging.LogRecord")
    static @Nullable Object log(Logger self, @Nullable LogRecord record) {
        if (record == null
                || !Logs.isWanted(JavaLogging.level(record.getLevel()))
                || !self.isLoggable(record.getLevel())) {
            return null;
        }
        if (self.getFilter() == null) {
            capture(self, record);
            return null;
        }
        filtered.put(Thread.currentThread(), new Filtered(self, record));
        return record;
    }

    static void exit(Object state, @Nullable Throwable thrown) {
        filtered.remove(Thread.currentThread());
    }

    @Around(
            type = "java.util.logging.Logger",
            method = "accessCheckedHandlers",
            args = {},
            exit = "")
    static void passed(Logger self) {
        if (!filtered.isEmpty()) {
            Filtered waiting = filtered.get(Thread.currentThread());
            if (waiting != null && waiting.logger == self) {
                filtered.remove(Thread.currentThread());
                capture(self, waiting.record);
            }
        }
    }

    private static void capture(Logger self, LogRecord record) {
        if (!isLastStop(self)) {
            return;
        }
        io.crowsnest.telemetry.LogRecord captured = Logs.begin(JavaLogging.level(record.getLevel()));
        if (captured == null) {
            return;
        }
        String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
        try {
            captured.time(record.getInstant())
                    .labels(JavaLogging.context())
                    .logger(logger)
                    .thread(Thread.currentThread().getName())
                    .message(TEXT.formatMessage(record))
                    .error(record.getThrown());
        } catch (Throwable e) {
            // Code of the application runs in here: its failure isn't the hook's.
            captured.endUnreadable(logger, e);
            return;
        }
        captured.end();
    }

    /**
     * Whether records of this logger end in a handler of this framework: not where a bridge takes them on, nor where there is no handler at all,
     * as in a Spring application that is ending.
     */
    private static boolean isLastStop(Logger self) {
        boolean isHandled = false;
        for (Logger logger = self; logger != null; logger = logger.getParent()) {
            Handler[] handlers = logger.getHandlers();
            if (JavaLogging.hasBridge(handlers)) {
                return false;
            }
            isHandled |= handlers.length > 0;
            if (!logger.getUseParentHandlers()) {
                return isHandled;
            }
        }
        return isHandled;
    }
}
