package io.crowsnest.benchmarks.libraries;

import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What one scrape of a hundred thousand counters costs, packed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, @Setup the rest
public class LargeScrapeBenchmark {

    private static final int SERIES = 100_000;

    /** Whose registry. */
    @Param("crowsnest")
    public String library;

    private MetricLibrary measured;

    /** Registers the meters. */
    @Setup
    public void start() {
        measured = MetricLibrary.of(library);
        SeriesSet.unchanged(measured, SERIES);
    }

    /** As text, packed. */
    @Benchmark
    public int gzip() {
        return measured.packedScrape();
    }
}
