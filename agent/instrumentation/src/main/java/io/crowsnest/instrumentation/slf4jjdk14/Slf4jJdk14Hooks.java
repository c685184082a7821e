package io.crowsnest.instrumentation.slf4jjdk14;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.JavaLogging;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * SLF4J over java.util.logging has an MDC, but the record that it makes has no place for it. These are the methods that hand records
 * over, in 1.7 those of a class that was elsewhere; what is captured inside gets the MDC along.
 */
@Instrumentation(
        id = "slf4j-jdk14",
        library = "org.slf4j:slf4j-jdk14",
        versions = "[1.7.36,3)",
        description = "the MDC in log events of java.util.logging")
final class Slf4jJdk14Hooks {

    private Slf4jJdk14Hooks() {}

    @Around(
            type = "org.slf4j.jul.JDK14LoggerAdapter",
            method = {"log", "innerNormalizedLoggingCallHandler"})
    static @Nullable Object enter() {
        Map<String, String> context = MDC.getCopyOfContextMap();
        return context == null || context.isEmpty() ? null : JavaLogging.enter(context);
    }

    @Around(
            type = "org.slf4j.impl.JDK14LoggerAdapter",
            method = "log",
            args = {"java.lang.String", "java.util.logging.Level", "java.lang.String", "java.lang.Throwable"},
            later = true)
    static @Nullable Object enterBefore20() {
        return enter();
    }

    static void exit(Object state, @Nullable Throwable thrown) {
        JavaLogging.leave();
    }
}
