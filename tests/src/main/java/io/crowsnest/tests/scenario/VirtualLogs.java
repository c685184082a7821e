package io.crowsnest.tests.scenario;

import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * 10,000 virtual threads that log {@code virtual <thread> <number>} ten times each; says which were pinned for more than a millisecond, and, for a byte on
 * standard input, how many bytes more than before are on the heap.
 */
public final class VirtualLogs {
    private static final int THREADS = 10_000;
    private static final int EVENTS = 10;

    private VirtualLogs() {}

    public static void main(String[] arguments) throws Exception {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAndStopAllAppenders();
        Logger logger = LoggerFactory.getLogger(VirtualLogs.class);
        // This class is compiled for a Java without virtual threads.
        ExecutorService virtual = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        // A class that is initialised pins whoever needs it; that happens once, and not for every event.
        virtual.submit(() -> logger.info("warm {} {}", 0, 0)).get();
        System.in.read();
        // What a recording keeps is not to be taken for ours.
        pinnedDuring(() -> null);
        long before = heap();
        List<RecordedEvent> pinned = pinnedDuring(() -> log(virtual, logger));
        pinned.forEach(System.out::println);
        System.out.println("logged " + THREADS * EVENTS + " pinned " + pinned.size() + " of these by the agent "
                + pinned.stream().filter(VirtualLogs::isOfTheAgent).count());
        System.in.read();
        System.out.println("retained " + (heap() - before));
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static Void log(ExecutorService virtual, Logger logger) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            all.add(virtual.submit(() -> {
                for (int number = 1; number <= EVENTS; number++) {
                    logger.info("virtual {} {}", thread, number);
                    LockSupport.parkNanos(1_000);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        return null;
    }

    private static List<RecordedEvent> pinnedDuring(Callable<Void> work) throws Exception {
        Path file = Files.createTempFile("virtual", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ofMillis(1));
            recording.start();
            work.call();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        } finally {
            Files.delete(file);
        }
    }

    private static boolean isOfTheAgent(RecordedEvent pinned) {
        return pinned.getStackTrace() != null
                && pinned.getStackTrace().getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName())
                        .anyMatch(type -> type.startsWith("io.crowsnest.") && !type.startsWith("io.crowsnest.tests."));
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
