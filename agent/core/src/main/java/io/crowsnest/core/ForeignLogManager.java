package io.crowsnest.core;

import java.lang.instrument.Instrumentation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Application servers bring a {@code LogManager} of their own and must be the first to touch java.util.logging; whoever is
 * faster breaks their logging. We use neither it nor platform MBean servers, but JDK code that we call might: so where such
 * a manager is announced, the rest of the start waits until it is there, or the process ends, which nobody's logging outlives.
 */
final class ForeignLogManager {

    private static final long LONGEST_WAIT_NANOS = 60_000_000_000L;
    private static final long PAUSE_MILLIS = 100;
    private static final String JBOSS = "org.jboss.logmanager.LogManager";

    private ForeignLogManager() {}

    /** Waits, unless there is nothing to wait for; not any more once {@code ending} is open. */
    static void await(Instrumentation instrumentation, CountDownLatch ending) throws InterruptedException {
        String name =
                announced(System.getProperty("java.util.logging.manager"), System.getProperty("sun.java.command"));
        if (name == null) {
            return;
        }
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        boolean over = false;
        while (!over && !isLoaded(name, instrumentation) && System.nanoTime() < end) {
            over = ending.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Class name of the manager that this application will bring, or null if it brings none. */
    static @Nullable String announced(@Nullable String property, @Nullable String command) {
        if (property != null && !property.isEmpty()) {
            return property;
        }
        if (command == null) {
            return null;
        }
        String main = command.split(" ", 2)[0];
        return main.endsWith("jboss-modules.jar") || main.equals("org.jboss.modules.Main") ? JBOSS : null;
    }

    private static boolean isLoaded(String name, Instrumentation instrumentation) {
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
