package io.crowsnest.tests.scenario;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Four threads log numbered events at a rate, {@code <run> <thread> <number>}, one in a hundred a warning, and write down the number of each
 * event whose log call has returned, in a file that survives a kill. For a byte on standard input it says how long calls took since the last one, and what is on
 * the heap; at its end it ends.
 */
public final class LogStorm {
    public static final int THREADS = 4;
    /** Every event with such a number is a warning. */
    public static final int WARNING_EVERY = 100;

    private static final int SAMPLES = 1 << 16;

    private static volatile boolean ended;

    private LogStorm() {}

    /** Arguments: file for the numbers, name of this run, events a second, and how many characters to add to each event if any. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAndStopAllAppenders();
        long pause = TimeUnit.SECONDS.toNanos(THREADS) / Long.parseLong(arguments[2]);
        MappedByteBuffer numbers;
        try (FileChannel file = FileChannel.open(
                Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            numbers = file.map(FileChannel.MapMode.READ_WRITE, 0, 64L * THREADS);
        }
        String more = arguments.length > 3 ? " " + "x".repeat(Integer.parseInt(arguments[3])) : "";
        AtomicLongArray nanos = new AtomicLongArray(SAMPLES);
        AtomicLongArray next = new AtomicLongArray(1);
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            threads[t] = new Thread(() -> log(arguments[1], more, thread, pause, numbers, nanos, next), "storm-" + t);
            threads[t].start();
        }
        while (System.in.read() >= 0) {
            report(numbers, nanos, next);
        }
        ended = true;
        for (Thread each : threads) {
            each.join();
        }
        System.out.println("logged " + sum(numbers));
    }

    private static void log(
            String run,
            String more,
            int thread,
            long pause,
            MappedByteBuffer numbers,
            AtomicLongArray nanos,
            AtomicLongArray next) {
        Logger logger = LoggerFactory.getLogger("storm.Thread" + thread);
        long due = System.nanoTime();
        for (long number = 1; !ended; number++) {
            long start = System.nanoTime();
            if (number % WARNING_EVERY == 0) {
                logger.warn("{} {} {}{}", run, thread, number, more);
            } else {
                logger.info("{} {} {}{}", run, thread, number, more);
            }
            long end = System.nanoTime();
            numbers.putLong(64 * thread, number);
            nanos.set((int) next.getAndIncrement(0) & (SAMPLES - 1), end - start);
            due += pause;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private static void report(MappedByteBuffer numbers, AtomicLongArray nanos, AtomicLongArray next) {
        int samples = (int) Math.min(SAMPLES, next.getAndSet(0, 0));
        long[] sorted = new long[samples];
        for (int i = 0; i < samples; i++) {
            sorted[i] = nanos.get(i);
        }
        Arrays.sort(sorted);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.println("storm logged=" + sum(numbers) + " p50=" + at(sorted, 0.5) + " p99=" + at(sorted, 0.99)
                + " heap=" + (runtime.totalMemory() - runtime.freeMemory()));
    }

    private static long at(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) (quantile * (sorted.length - 1))];
    }

    private static long sum(MappedByteBuffer numbers) {
        long sum = 0;
        for (int t = 0; t < THREADS; t++) {
            sum += numbers.getLong(64 * t);
        }
        return sum;
    }
}
