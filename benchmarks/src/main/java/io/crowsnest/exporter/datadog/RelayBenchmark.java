package io.crowsnest.exporter.datadog;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
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

/** What the relay does with a line of a series that it knows: read it, find it, show it to Prometheus. Run with {@code -prof gc} for its garbage. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RelayBenchmark {

    /** A line as clients send it. */
    @Param({
        "shop.orders.placed:3|c|#shop:berlin,kind:new,env:prod,service:shop|c:ci-1f2e3d4c5b6a",
        "shop.queue.depth:17.25|g|#shop:berlin,env:prod,service:shop",
        "shop.latency:0.0123:0.0456:0.789|d|#route:/orders/{id},env:prod,service:shop"
    })
    public String line = "";

    private final StatsdLine reader = new StatsdLine();
    private final MeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
    private final Mirror mirror = new Mirror(registry, Mapping.NONE, 2000, new RelayFigures());
    private byte[] bytes = {};

    /** The first line of its series. */
    @Setup
    public void start() {
        bytes = line.getBytes(StandardCharsets.UTF_8);
        readAndMirror();
    }

    /** The reader alone. */
    @Benchmark
    public Object read() {
        return reader.read(bytes, 0, bytes.length) == null;
    }

    /** The reader, and the meter that Prometheus sees. */
    @Benchmark
    public void readAndMirror() {
        if (reader.read(bytes, 0, bytes.length) == null) {
            mirror.take(reader, 0);
        }
    }
}
