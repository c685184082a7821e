package io.crowsnest.tests.scenario;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs while the process ends, from hooks that run beside the agent's own: at once, for seconds, and after a silence in which the agent takes
 * everything for delivered. Each says how many of its log calls have returned. The argument {@code first}: nothing is logged before that.
 */
public final class ShutdownLogs {
    private static final Logger LOGGER = LoggerFactory.getLogger(ShutdownLogs.class);

    private ShutdownLogs() {}

    public static void main(String[] arguments) throws IOException {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAndStopAllAppenders();
        atEnd("at-once", 0, 500, 0);
        atEnd("for-seconds", 0, 300, 10);
        atEnd("late", 2_000, 500, 0);
        if (!arguments[0].equals("first")) {
            LOGGER.info("running 1");
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
    }

    private static void atEnd(String name, long silenceMillis, int events, long pauseMillis) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            sleep(silenceMillis);
            for (int i = 1; i <= events; i++) {
                LOGGER.info("{} {}", name, i);
                sleep(pauseMillis);
            }
            System.out.println("returned " + name + " " + events);
        }));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
