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

/** What one scrape of a hundred thousand series costs, packed. */
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

    /** Whether values differ from those of the scrape before. */
    @Param({"false", "true"})
    public boolean changing;

    private MetricLibrary measured;
    private SeriesSet series;

    /** Registers the meters. */
    @Setup
    public void start() {
        measured = MetricLibrary.of(library);
        series = changing ? SeriesSet.changing(measured, SERIES) : SeriesSet.unchanged(measured, SERIES);
    }

    /** As text, packed. */
    @Benchmark
    public int gzip() {
        series.change();
        return measured.packedScrape();
    }
}
