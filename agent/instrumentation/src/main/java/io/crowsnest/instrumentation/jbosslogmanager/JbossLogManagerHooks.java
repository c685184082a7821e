package io.crowsnest.instrumentation.jbosslogmanager;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.JavaLogging;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code Logger.logRaw} is where every method of a logger ends, those of java.util.logging too: this logger overrides them all. There
 * the filters are asked, by {@code LoggerNode.isLoggable}, and its answer decides: they are the application's own code and are not
 * asked a second time.
 */
@Instrumentation(
        id = "jboss-logmanager",
        library = "org.jboss.logmanager:jboss-logmanager",
        versions = "[2.1.7,4)",
        description = "log events, shipped")
final class JbossLogManagerHooks {

    private static final boolean HAS_MARKER = hasMarker();

    private static final ConcurrentHashMap<Thread, Passage> atTheFilters = new ConcurrentHashMap<>();

    private JbossLogManagerHooks() {}

    /** A record on its way through the filters of its logger. */
    private record Passage(Logger logger, ExtLogRecord record) {}

    @Around(
            type = "org.jboss.logmanager.Logger",
            method = "logRaw",
            args = "org.jboss.logmanager.ExtLogRecord",
            exit = "logged")
    static @Nullable Object log(Logger self, @Nullable ExtLogRecord record) {
        if (record == null || !Logs.isWanted(JavaLogging.level(record.getLevel())) || isBridged(self)) {
            return null;
        }
        atTheFilters.put(Thread.currentThread(), new Passage(self, record));
        return record;
    }

    static void logged(Object state, @Nullable Throwable thrown) {
        atTheFilters.remove(Thread.currentThread());
    }

    @Around(
            type = "org.jboss.logmanager.LoggerNode",
            method = "isLoggable",
            args = "org.jboss.logmanager.ExtLogRecord",
            exit = "filtered")
    static @Nullable Passage filter(Object self, ExtLogRecord record) {
        Passage passage = atTheFilters.remove(Thread.currentThread());
        return passage != null && passage.record == record ? passage : null;
    }

    static void filtered(Passage passage, @Nullable Object accepted, @Nullable Throwable thrown) {
        // A filter that fails has accepted: so says the log manager.
        if (Boolean.TRUE.equals(accepted) || (thrown != null && !(thrown instanceof VirtualMachineError))) {
            capture(passage.logger, passage.record);
        }
    }

    @SuppressWarnings("deprecation") // What formats the message in all versions.
    private static void capture(Logger logger, ExtLogRecord record) {
        LogRecord captured = Logs.begin(JavaLogging.level(record.getLevel()));
        if (captured == null) {
            return;
        }
        try {
            String nested = record.getNdc();
            if (nested != null && !nested.isEmpty()) {
                captured.label("ndc", nested);
            }
            captured.time(record.getInstant())
                    .labels(record.getMdcCopy())
                    .logger(logger.getName())
                    .thread(record.getThreadName())
                    .message(record.getFormattedMessage())
                    .error(record.getThrown());
            if (HAS_MARKER) {
                Since30.copy(record, captured);
            }
        } catch (Throwable e) {
            // Code of the application runs in here: its failure isn't the hook's.
            captured.endUnreadable(logger.getName(), e);
            return;
        }
        captured.end();
    }

    private static boolean isBridged(Logger self) {
        for (Logger logger = self; logger != null; logger = logger.getParent()) {
            if (JavaLogging.hasBridge(logger.getHandlers())) {
                return true;
            }
            if (!logger.getUseParentHandlers()) {
                return false;
            }
        }
        return false;
    }

    private static boolean hasMarker() {
        try {
            ExtLogRecord.class.getMethod("getMarker");
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** What records have since 3.0; a class of its own so that older versions never link it. */
    private static final class Since30 {

        static void copy(ExtLogRecord record, LogRecord captured) {
            Object marker = record.getMarker();
            if (marker != null) {
                captured.marker(marker);
            }
        }
    }
}
