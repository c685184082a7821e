package io.crowsnest.exporter.spool;

import io.crowsnest.servers.ServerDirectory;
import io.crowsnest.telemetry.LogRecordBenchmark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs a thread to leave a record in the spool, alone and beside others. There is always a next segment, written over one that was
 * used long ago: what the keeper does, on its own thread, is not part of it. The time is that of a call, whatever the other threads do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class SpoolBenchmark {

    private static final ServiceIdentity SERVICE =
            new ServiceIdentity("benchmark", null, null, "localhost", 1, "", "", Map.of());

    private static final int SEGMENT = 4 << 20;

    /** Together larger than the caches of a processor. */
    private static final int FILES = 16;

    private static final long LIMIT = 1L << 30;

    /** Where the spool is: memory that is mapped from files, or that belongs to the JVM. */
    @Param({"files", "memory"})
    public String place = "";

    private final byte[] record = LogRecordBenchmark.typical();
    private final SpoolFile[] files = new SpoolFile[FILES];

    @SuppressWarnings("NullAway.Init") // JMH opens it.
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Spool spool;

    private long number;

    /** A spool whose next segment is there as soon as it is wanted. */
    @Setup
    public void open() throws IOException {
        directory = ServerDirectory.temporary();
        List<Path> candidates = place.equals("files") ? List.of(directory) : List.of();
        SpoolFolder folder = new SpoolPlace(candidates, "benchmark", () -> SERVICE, LIMIT, Duration.ZERO)
                .open(line -> {})
                .folder();
        for (int i = 0; i < FILES; i++) {
            files[i] = folder.create(Segments.name(i + 1), SEGMENT);
        }
        Segments segments = new Segments(folder, System::nanoTime);
        spool = new Spool(segments, next(), Spool.LONGEST_WAIT_NANOS, () -> spool.ready(next()));
        spool.ready(next());
    }

    /** Called by one thread at a time. */
    private Segment next() {
        try {
            return Segment.of(++number, files[(int) (number % FILES)]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the files. */
    @TearDown
    public void delete() throws IOException {
        ServerDirectory.delete(directory);
    }

    /** One thread logs. */
    @Benchmark
    public boolean append() {
        return spool.append(record, record.length);
    }

    /** Two threads log. */
    @Benchmark
    @Threads(2)
    public boolean appendByTwo() {
        return spool.append(record, record.length);
    }

    /** Four threads log. */
    @Benchmark
    @Threads(4)
    public boolean appendByFour() {
        return spool.append(record, record.length);
    }
}
