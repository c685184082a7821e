package io.crowsnest.instrumentation.log4j1;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import java.time.Instant;
import org.apache.log4j.Category;
import org.apache.log4j.Level;
import org.apache.log4j.Priority;
import org.apache.log4j.spi.LoggingEvent;
import org.apache.log4j.spi.ThrowableInformation;
import org.jspecify.annotations.Nullable;

/**
 * {@code Category.callAppenders} is where every accepted event of Reload4j and of Log4j 1.2 passes once, before the first appender.
 * The class of this name that comes with Log4j 2 goes another way, and that of log4j-over-slf4j has no such method.
 */
@Instrumentation(
        id = "log4j1",
        library = "ch.qos.reload4j:reload4j",
        versions = "[1.2.18.0,1.3)",
        description = "log events, shipped; also those of Log4j 1.2.17")
final class Log4j1Hooks {

    private Log4j1Hooks() {}

    @Around(
            type = "org.apache.log4j.Category",
            method = "callAppenders",
            args = "org.apache.log4j.spi.LoggingEvent",
            exit = "")
    static void capture(Category self, @Nullable LoggingEvent event) {
        LogRecord record = event == null ? null : Logs.begin(level(event.getLevel()));
        if (record == null || event == null) {
            return;
        }
        try {
            String nested = event.getNDC();
            if (nested != null && !nested.isEmpty()) {
                record.label("ndc", nested);
            }
            ThrowableInformation thrown = event.getThrowableInformation();
            record.time(Instant.ofEpochMilli(event.getTimeStamp()))
                    .labels(event.getProperties())
                    .logger(event.getLoggerName())
                    .thread(event.getThreadName())
                    .message(event.getRenderedMessage())
                    .error(thrown == null ? null : thrown.getThrowable());
        } catch (Throwable e) {
            // Code of the application runs in here: its failure isn't the hook's.
            record.endUnreadable(self.getName(), e);
            return;
        }
        record.end();
    }

    private static LogEvent.Level level(@Nullable Priority level) {
        int value = level == null ? Priority.INFO_INT : level.toInt();
        if (value >= Priority.ERROR_INT) {
            return LogEvent.Level.ERROR;
        }
        if (value >= Priority.WARN_INT) {
            return LogEvent.Level.WARN;
        }
        if (value >= Priority.INFO_INT) {
            return LogEvent.Level.INFO;
        }
        return value >= Level.DEBUG_INT ? LogEvent.Level.DEBUG : LogEvent.Level.TRACE;
    }
}
