package io.crowsnest.exporter.datadog;

import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a recording that goes to Datadog costs the thread that makes it: a held meter of the agent's registry, which the exporter reads once a step,
 * and the same through Datadog's own client and through Micrometer's registry for StatsD. All send to a socket that nobody reads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH opens all of it.
public class CallerBenchmark {

    private DatagramSocket sink;
    private Counter counter;
    private Timer timer;
    private DatadogExporter exporter;
    private NonBlockingStatsDClient client;
    private StatsdMeterRegistry statsd;
    private Counter statsdCounter;
    private Timer statsdTimer;

    /** The three ways, each ready. */
    @Setup
    public void start() throws IOException {
        sink = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        int port = sink.getLocalPort();
        StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
        exporter = SendingMeasure.export(registry, port);
        counter = registry.counter("orders", "kind", "new", "shop", "berlin");
        timer = registry.timer("latency", "kind", "new", "shop", "berlin");
        client = new NonBlockingStatsDClientBuilder()
                .hostname("127.0.0.1")
                .port(port)
                .enableTelemetry(false)
                .enableAggregation(false)
                .build();
        statsd = new StatsdMeterRegistry(
                new StatsdConfig() {
                    @Override
                    public @Nullable String get(String key) {
                        return key.equals("statsd.host") ? "127.0.0.1" : key.equals("statsd.port") ? "" + port : null;
                    }
                },
                Clock.SYSTEM);
        statsdCounter = statsd.counter("orders", "kind", "new", "shop", "berlin");
        statsdTimer = statsd.timer("latency", "kind", "new", "shop", "berlin");
    }

    /** The end. */
    @TearDown
    public void stop() {
        exporter.close();
        client.close();
        statsd.close();
        sink.close();
    }

    /** A counter of the agent. */
    @Benchmark
    public void crowsnestCounter() {
        counter.increment();
    }

    /** A timer of the agent. */
    @Benchmark
    public void crowsnestTimer() {
        timer.record(12_345, TimeUnit.NANOSECONDS);
    }

    /** Datadog's client: one message a call. */
    @Benchmark
    public void clientCount() {
        client.count("orders", 1, "kind:new", "shop:berlin");
    }

    /** Datadog's client. */
    @Benchmark
    public void clientDistribution() {
        client.recordDistributionValue("latency", 0.012345, "kind:new", "shop:berlin");
    }

    /** Micrometer: one line a call. */
    @Benchmark
    public void statsdCounter() {
        statsdCounter.increment();
    }

    /** Micrometer. */
    @Benchmark
    public void statsdTimer() {
        statsdTimer.record(12_345, TimeUnit.NANOSECONDS);
    }
}
