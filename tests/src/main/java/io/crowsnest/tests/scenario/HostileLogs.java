package io.crowsnest.tests.scenario;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Events that nobody would log on purpose; each begins with {@code hostile <name>}, and after each comes one that is well: {@code fine}. */
public final class HostileLogs {
    private static final Logger LOGGER = LoggerFactory.getLogger(HostileLogs.class);

    private HostileLogs() {}

    public static void main(String[] arguments) throws IOException {
        log("long", "x".repeat(10 << 20), null);
        log("stack", "", deep(5_000));
        log("surrogates", "\uD800 \uDC00 \uDE00\uD83D \uD83D\uDE00", null);
        log("controls", "\u0000 \u0001 \u001b[31m \u2028 \r\n \"quoted\" \\", null);
        log("logging", new Logging(), null);
        log("throwing", new Throwing(), null);
        log("throwable", "", new ThrowingThrowable());
        log("overflow", new Endless(), null);
        log("null", null, null);
        MDC.setContextMap(Map.of("", "empty key", "a.b", "dot", "a", "both", "long", "v".repeat(1 << 20)));
        log("mdc", "", null);
        MDC.clear();
        Throwable circle = new IllegalStateException("circle");
        circle.addSuppressed(new IllegalStateException("suppressed", circle));
        log("circle", "", circle);
        recurse(0);
        LOGGER.info("fine");
        System.out.println("all logged");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(3);
    }

    private static void log(String name, @Nullable Object argument, @Nullable Throwable thrown) {
        try {
            LOGGER.info("hostile " + name + " {}", argument, thrown);
        } catch (RuntimeException | StackOverflowError e) {
            // Logback itself does not survive everything.
            System.out.println("thrown by " + name + " " + e.getClass().getName());
        }
        LOGGER.info("fine");
    }

    /** Logs at every depth until the stack ends, wherever that is: also in the middle of a log call. */
    @SuppressWarnings("InfiniteRecursion") // It ends with the stack.
    private static void recurse(int depth) {
        try {
            LOGGER.info("hostile recursion {}", depth);
            recurse(depth + 1);
        } catch (StackOverflowError e) {
            return;
        }
    }

    private static Throwable deep(int frames) {
        return frames == 0 ? new IllegalStateException("deep") : deep(frames - 1);
    }

    private static final class Logging {
        @Override
        public String toString() {
            LOGGER.info("hostile nested");
            return "that logs";
        }
    }

    private static final class Throwing {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    private static final class Endless {
        @Override
        public String toString() {
            return "endless " + this;
        }
    }

    private static final class ThrowingThrowable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
