package io.crowsnest.benchmarks.libraries;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a record into a meter that is held costs; with {@code -t 2} two threads meet on it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, @Setup the rest
public class RecordBenchmark {

    private static final long SCRAPE_EVERY_NANOS = 10_000_000;

    /** Whose meters. */
    @Param("crowsnest")
    public String library;

    /** Whether somebody scrapes a hundred times a second meanwhile. */
    @Param({"false", "true"})
    public boolean scraped;

    private Runnable counter;
    private LongConsumer timer;
    private volatile boolean stopped;

    /** Durations as they come, from a millisecond to ten seconds: which bucket is next cannot be foreseen. */
    @State(Scope.Thread)
    public static class Durations {

        private static final int DIFFERENT = 1 << 12;

        /** Words that keep what this thread writes away from what both read, which may lie beside it. */
        private static final int PADDING = 16;

        private final long[] nanos = new long[DIFFERENT];
        private final long[] next = new long[2 * PADDING];

        /** The same in each run. */
        public Durations() {
            Random random = new Random(7);
            for (int i = 0; i < DIFFERENT; i++) {
                nanos[i] = (long) (1e6 * Math.pow(10, 4 * random.nextDouble()));
            }
        }

        long next() {
            next[PADDING] = (next[PADDING] + 1) & (DIFFERENT - 1);
            return nanos[(int) next[PADDING]];
        }
    }

    /** Registers the meters. */
    @Setup
    public void start() {
        MetricLibrary measured = MetricLibrary.of(library);
        counter = measured.counter("orders", Labels.of(1), 1);
        timer = measured.timer("work", Labels.of(1));
        if (scraped) {
            Thread scraper = new Thread(() -> {
                while (!stopped) {
                    measured.scrape();
                    LockSupport.parkNanos(SCRAPE_EVERY_NANOS);
                }
            });
            scraper.setDaemon(true);
            scraper.start();
        }
    }

    /** Ends the scrapes. */
    @TearDown
    public void stop() {
        stopped = true;
    }

    /** Adds one. */
    @Benchmark
    public void counter() {
        counter.run();
    }

    /** Records a duration into 14 buckets and that beyond. */
    @Benchmark
    public void timer(Durations durations) {
        timer.accept(durations.next());
    }
}
