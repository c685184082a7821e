package io.crowsnest.benchmarks.programs;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Logs the same typical event on four threads, as it is told on standard input. Each command is a line and answered by one, its number and
 * {@code key=value} pairs:
 *
 * <pre>
 *   rate EVENTS SECONDS   so many events a second      events p50 p99 p999 (ns of a call) allocated (bytes of a call) nanos
 *   tight SECONDS         as fast as it goes           events nanos
 *   events NUMBER         so many as fast as it goes   events nanos
 *   disabled SECONDS      a level that is off, one thread  nanos (of a call)
 *   cpu                   of the whole process so far  nanos
 *   heap                  used after a collection      bytes
 * </pre>
 */
final class LogLoad {

    static final String MESSAGE =
            "order {} of customer {} was accepted and paid, its parcel leaves the warehouse tomorrow morning";

    private static final int THREADS = 4;
    private static final int CUSTOMERS = 1 << 10;
    private static final int CHUNK = 1_000;
    private static final long LONGEST_CALL_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;

    private final Log log;
    private final ExecutorService threads;

    /** Made before anything is measured: arguments of log calls. */
    private final String[] customers = new String[CUSTOMERS];

    private final Integer[] orders = new Integer[CUSTOMERS];

    private LogLoad(Log log) {
        this.log = log;
        this.threads = Executors.newFixedThreadPool(
                THREADS,
                work -> new Thread(
                        () -> {
                            log.context("request.id", "7f3a9c52-1c0f-4a57-9d0c-2b7d1f0e8a61");
                            log.context("tenant", "rotterdam");
                            log.context("user.name", "jane.doe@example.org");
                            work.run();
                        },
                        "worker"));
        for (int i = 0; i < CUSTOMERS; i++) {
            customers[i] = "C-" + (100_000 + i);
            orders[i] = 4_000_000 + i;
        }
    }

    /** The calls of a logging framework. */
    interface Log {
        void info(Integer order, String customer);

        /** Of a level that is off. */
        void debug(Integer order, String customer);

        /** An entry of the calling thread's context (MDC). */
        void context(String key, String value);
    }

    /** What one thread has done. */
    private record Part(long events, long allocated, Histogram nanos) {}

    /** Work of one thread. */
    private interface Work {
        Part run(int thread) throws InterruptedException;
    }

    /** Does what standard input says until it ends. */
    static void run(Log log) throws IOException, InterruptedException {
        LogLoad load = new LogLoad(log);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(++number + " " + load.answer(line.split(" ", -1)));
            }
        }
        load.threads.shutdownNow();
    }

    private String answer(String[] command) throws InterruptedException {
        return switch (command[0]) {
            case "rate" -> rate(Long.parseLong(command[1]), Long.parseLong(command[2]));
            case "tight" -> tight(TimeUnit.SECONDS.toNanos(Long.parseLong(command[1])));
            case "events" -> events(Long.parseLong(command[1]));
            case "disabled" -> disabled(TimeUnit.SECONDS.toNanos(Long.parseLong(command[1])));
            case "cpu" ->
                "nanos=" + ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
            case "heap" -> heap();
            default -> throw new IllegalArgumentException(command[0]);
        };
    }

    private String rate(long perSecond, long seconds) throws InterruptedException {
        long pause = TimeUnit.SECONDS.toNanos(THREADS) / perSecond;
        long each = perSecond * seconds / THREADS;
        Histogram[] histograms = new Histogram[THREADS];
        for (int i = 0; i < THREADS; i++) {
            histograms[i] = new Histogram(1, LONGEST_CALL_NANOS, DIGITS);
        }
        long start = System.nanoTime();
        List<Part> parts = onAll(thread -> paced(each, pause, pause * thread / THREADS, histograms[thread]));
        long nanos = System.nanoTime() - start;
        Histogram all = new Histogram(1, LONGEST_CALL_NANOS, DIGITS);
        long allocated = 0;
        for (Part part : parts) {
            all.add(part.nanos);
            allocated += part.allocated;
        }
        return "events=" + events(parts) + " p50=" + all.getValueAtPercentile(50) + " p99="
                + all.getValueAtPercentile(99) + " p999=" + all.getValueAtPercentile(99.9) + " allocated="
                + (double) allocated / events(parts) + " nanos=" + nanos;
    }

    private Part paced(long events, long pause, long delay, Histogram histogram) {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        long due = System.nanoTime() + delay;
        for (long i = 0; i < events; i++) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            due += pause;
            int index = (int) i & (CUSTOMERS - 1);
            long start = System.nanoTime();
            log.info(orders[index], customers[index]);
            histogram.recordValue(Math.min(LONGEST_CALL_NANOS, System.nanoTime() - start));
        }
        return new Part(events, memory.getCurrentThreadAllocatedBytes() - before, histogram);
    }

    private String tight(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        List<Part> parts = onAll(thread -> {
            long events = 0;
            while (System.nanoTime() - start < nanos) {
                events += burst(CHUNK);
            }
            return new Part(events, 0, new Histogram(DIGITS));
        });
        return "events=" + events(parts) + " nanos=" + (System.nanoTime() - start);
    }

    private String events(long number) throws InterruptedException {
        long start = System.nanoTime();
        List<Part> parts = onAll(thread -> new Part(burst(number / THREADS), 0, new Histogram(DIGITS)));
        return "events=" + events(parts) + " nanos=" + (System.nanoTime() - start);
    }

    private long burst(long events) {
        for (long i = 0; i < events; i++) {
            int index = (int) i & (CUSTOMERS - 1);
            log.info(orders[index], customers[index]);
        }
        return events;
    }

    /** The best of many short times: what disturbs the machine does not disturb all of them. */
    private String disabled(long nanos) {
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            long start = System.nanoTime();
            for (int round = 0; round < CHUNK; round++) {
                for (int i = 0; i < CUSTOMERS; i++) {
                    log.debug(orders[i], customers[i]);
                }
            }
            best = Math.min(best, (double) (System.nanoTime() - start) / CHUNK / CUSTOMERS);
        }
        return "nanos=" + best;
    }

    private static String heap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        // What references and finalisers hold is free only after the next collection.
        for (int i = 0; i < THREADS; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return "bytes=" + used;
    }

    private static long events(List<Part> parts) {
        return parts.stream().mapToLong(Part::events).sum();
    }

    private List<Part> onAll(Work work) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<Part>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            tasks.add(() -> {
                start.await();
                return work.run(thread);
            });
        }
        List<Part> parts = new ArrayList<>();
        for (Future<Part> each : threads.invokeAll(tasks)) {
            try {
                parts.add(each.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return parts;
    }
}
