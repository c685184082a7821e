package io.crowsnest.telemetry;

import io.crowsnest.exporter.prometheus.PrometheusConfig;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
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

/** What recording one request, call or statement costs the thread that does it; run with {@code -prof gc} for its garbage. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RecorderBenchmark {

    private static final List<Double> BUCKETS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
    private static final int SERIES = 2000;

    private final MeterFamily<Timer> family = MeterFamily.timers(Catalogue.HTTP_SERVER_REQUESTS);

    /** The registry as the agent starts it. */
    @Setup
    public void start() {
        PrometheusExporter exporter =
                PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}");
        StripedMeterRegistry registry =
                new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(SERIES));
        exporter.expose(registry);
        Telemetry.start(new Telemetry.Live(registry, BUCKETS, SERIES));
        exporter.registered();
    }

    /** The meter alone: look-up of a label combination that is held, and the histogram. */
    @Benchmark
    public void heldMeter() {
        family.record(12_345_678, "GET", "/products/{id}", "200", "SUCCESS", "none");
    }

    /** A whole request, with its trace context. */
    @Benchmark
    public void httpServer() {
        HttpServer.Request request = HttpServer.start("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", null);
        request.enter();
        request.leave();
        HttpServer.stop(request, "GET", "/products/{id}", "/products/7", 200, null);
    }

    /** A call to another service. */
    @Benchmark
    public void httpClient() {
        HttpClient.Call call = HttpClient.start("GET", "stock.example", null);
        if (call != null) {
            HttpClient.stop(call, 200, null);
        }
    }

    /** A statement whose text is known. */
    @Benchmark
    public void statement() {
        Database.Operation operation = Database.start("postgresql", "SELECT name FROM product WHERE id = ?");
        if (operation != null) {
            Database.stop(operation, null);
        }
    }
}
