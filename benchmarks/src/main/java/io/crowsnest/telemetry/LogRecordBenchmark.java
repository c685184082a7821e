package io.crowsnest.telemetry;

import io.crowsnest.telemetry.LogEvent.Level;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the record of one log event costs the thread that logs, without what keeps it; run with {@code -prof gc} for its garbage. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class LogRecordBenchmark {

    private static final String LOGGER = "com.example.shop.orders.OrderService";
    private static final String MESSAGE =
            "order 4000017 of customer C-100017 was accepted and paid, its parcel leaves the warehouse tomorrow morning";
    private static final long NOON = 1_772_625_600L;
    private static final int NANOS = 123_456_789;

    private final Map<String, String> context = Map.of(
            "request.id",
            "7f3a9c52-1c0f-4a57-9d0c-2b7d1f0e8a61",
            "tenant",
            "rotterdam",
            "user.name",
            "jane.doe@example.org");
    private final IllegalStateException thrown = new IllegalStateException("no parcel");

    /** What waits for the events does nothing with them. */
    @Setup
    public void start() {
        Logs.shipTo(record -> {}, Level.INFO);
    }

    /** The bytes of a typical event. */
    public static byte[] typical() {
        LogRecord record = typical(Logs.report(Level.INFO), new LogRecordBenchmark().context);
        return Arrays.copyOf(record.bytes(), record.length());
    }

    private static LogRecord typical(LogRecord record, Map<String, String> context) {
        return record.labels(context)
                .time(NOON, NANOS)
                .logger(LOGGER)
                .thread("worker")
                .message(MESSAGE);
    }

    /** A hundred characters of message and three entries of the MDC. */
    @Benchmark
    public void event() {
        LogRecord record = Logs.begin(Level.INFO);
        if (record != null) {
            typical(record, context).end();
        }
    }

    /** The same with a throwable of some twenty frames. */
    @Benchmark
    public void eventWithThrowable() {
        LogRecord record = Logs.begin(Level.INFO);
        if (record != null) {
            typical(record, context).error(thrown).end();
        }
    }

    /** An event below the threshold of what is shipped. */
    @Benchmark
    public void eventBelowThreshold() {
        LogRecord record = Logs.begin(Level.DEBUG);
        if (record != null) {
            record.end();
        }
    }
}
