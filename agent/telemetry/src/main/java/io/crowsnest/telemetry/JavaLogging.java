package io.crowsnest.telemetry;

import io.crowsnest.telemetry.LogEvent.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;

/** What java.util.logging and the frameworks built upon it have in common. */
public final class JavaLogging {

    private static final ClassValue<Boolean> bridges = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> handler) {
            return isNamedAsBridge(handler);
        }
    };

    private static final ConcurrentHashMap<Thread, Map<String, String>> contexts = new ConcurrentHashMap<>();

    private JavaLogging() {}

    /** The MDC of a front end that logs on this thread through java.util.logging, which has none. Returns it. */
    public static Map<String, String> enter(Map<String, String> context) {
        contexts.put(Thread.currentThread(), context);
        return context;
    }

    /** The front end is done. */
    public static void leave() {
        contexts.remove(Thread.currentThread());
    }

    /** The MDC of the front end that now logs on this thread, if there is one. */
    public static @Nullable Map<String, String> context() {
        return contexts.isEmpty() ? null : contexts.get(Thread.currentThread());
    }

    /** The severity of a level, also of one that an application or a framework has made up. */
    public static Level level(java.util.logging.Level level) {
        int value = level.intValue();
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        if (value >= java.util.logging.Level.INFO.intValue()) {
            return Level.INFO;
        }
        return value >= java.util.logging.Level.FINE.intValue() ? Level.DEBUG : Level.TRACE;
    }

    /** Whether one of the handlers passes records on to another framework, which captures them and may drop them. */
    public static boolean hasBridge(Handler @Nullable [] handlers) {
        if (handlers != null) {
            for (Handler handler : handlers) {
                if (handler != null && bridges.get(handler.getClass())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isNamedAsBridge(Class<?> handler) {
        for (Class<?> type = handler; type != null; type = type.getSuperclass()) {
            if (type.getName().equals("org.slf4j.bridge.SLF4JBridgeHandler")
                    || type.getName().equals("org.apache.logging.log4j.jul.Log4jBridgeHandler")) {
                return true;
            }
        }
        return false;
    }
}
