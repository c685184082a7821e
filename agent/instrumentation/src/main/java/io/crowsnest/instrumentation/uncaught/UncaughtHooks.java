package io.crowsnest.instrumentation.uncaught;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import java.time.Instant;

/**
 * The root group of threads prints what nobody has caught, unless the application has set a default handler: then it is that one's
 * affair, and usually logged. Threads with a handler or a group of their own do not come here. Virtual threads do.
 */
@Instrumentation(
        id = "uncaught-exceptions",
        library = "java.base",
        versions = "[17,)",
        description = "exceptions that end a thread, as log events of the logger uncaught")
final class UncaughtHooks {

    private UncaughtHooks() {}

    @Around(
            type = "java.lang.ThreadGroup",
            method = "uncaughtException",
            args = {"java.lang.Thread", "java.lang.Throwable"},
            exit = "")
    static void uncaught(ThreadGroup self, Thread thread, Throwable thrown) {
        if (self.getParent() != null
                || Thread.getDefaultUncaughtExceptionHandler() != null
                || thrown == null
                || thrown.getClass().getName().equals("java.lang.ThreadDeath")) {
            return;
        }
        LogRecord record = Logs.begin(LogEvent.Level.ERROR);
        if (record != null) {
            record.time(Instant.now())
                    .logger("uncaught")
                    .thread(thread.getName())
                    .message("Exception in thread \"" + thread.getName() + "\"")
                    .error(thrown)
                    .end();
        }
    }
}
