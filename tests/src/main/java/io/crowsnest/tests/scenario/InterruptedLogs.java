package io.crowsnest.tests.scenario;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Four threads that log {@code interrupted <thread> <number>} while another one interrupts all threads of their group all the time. */
public final class InterruptedLogs {
    private static final int THREADS = 4;
    private static final int EVENTS = 25_000;

    private InterruptedLogs() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAndStopAllAppenders();
        LoggerFactory.getLogger(InterruptedLogs.class).info("warm");
        System.in.read();
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        AtomicInteger running = new AtomicInteger(THREADS);
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            new Thread(() -> log(thread, running)).start();
        }
        new Thread(new ThreadGroup(group.getParent(), "storm"), () -> {
                    while (running.get() > 0) {
                        group.interrupt();
                        Thread.onSpinWait();
                    }
                    System.out.println("logged " + THREADS * EVENTS);
                })
                .start();
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        // Interrupted or not, it ends as it would have.
        System.exit(0);
    }

    private static void log(int thread, AtomicInteger running) {
        Logger logger = LoggerFactory.getLogger(InterruptedLogs.class);
        int interrupts = 0;
        for (int number = 1; number <= EVENTS; number++) {
            logger.info("interrupted {} {}", thread, number);
            interrupts += Thread.interrupted() ? 1 : 0;
        }
        running.decrementAndGet();
        System.out.println("interrupts " + interrupts);
    }
}
