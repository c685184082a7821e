package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogRecordBenchmark;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each event costs the agent's own thread between the spool and the request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DocumentBenchmark {

    private static final int SEGMENT = 4 << 20;
    private static final int PAGE = 500;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final byte[] record = LogRecordBenchmark.typical();
    private final LogEvent event = LogEvent.read(1, record);
    private final ServiceIdentity identity =
            new ServiceIdentity("shop", "1.2", "production", "host-1", 42, "shop", "default", Map.of());
    private final EcsEncoder encoder = new EcsEncoder(identity, 1);
    private final MemoryFolder folder = new MemoryFolder(SEGMENT);
    private final Segments segments = new Segments(folder, System::nanoTime);

    /** A spool with one page of records. */
    @Setup
    public void fill() throws IOException {
        Segment first = Segment.of(1, folder.create(Segments.name(1), SEGMENT));
        Spool spool = new Spool(segments, first, 0, () -> {});
        for (int i = 0; i < PAGE; i++) {
            spool.append(record, record.length);
        }
    }

    /** The records of a page, of each one. */
    @Benchmark
    @OperationsPerInvocation(PAGE)
    public List<SpoolRecord> readFromSpool() throws IOException {
        return segments.read(Position.START, NO_LIMIT);
    }

    /** The event of a record. */
    @Benchmark
    public LogEvent readRecord() {
        return LogEvent.read(1, record);
    }

    /** The document of an event. */
    @Benchmark
    public Document encode() {
        return encoder.encode(event);
    }
}
