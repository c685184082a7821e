package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a scrape costs for each of ten thousand series, ours and Micrometer's own; three labels each, five metrics. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@OperationsPerInvocation(ScrapeBenchmark.SERIES)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, @Setup the rest
public class ScrapeBenchmark {

    static final int SERIES = 10_000;
    private static final int METRICS = 5;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** Whose registry. */
    @Param({"crowsnest", "micrometer"})
    public String registry;

    /** Counts, durations with nine digits, or numbers of full precision that change with each scrape. */
    @Param({"counts", "nanoseconds", "doubles"})
    public String values;

    private final Bytes out = new Bytes(1 << 20);
    private final Bytes packed = new Bytes(1 << 18);
    private final Gzip gzip = new Gzip();
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream(1 << 20);
    private Exposition exposition;
    private @Nullable PrometheusMeterRegistry theirs;
    private long tick;

    /** Registers the meters. */
    @Setup
    public void start() {
        MeterRegistry target;
        if (registry.equals("crowsnest")) {
            StripedMeterRegistry ours = new StripedMeterRegistry(RegistryOptions.defaults());
            exposition = new Exposition(ours, problem -> {});
            target = ours;
        } else {
            theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            target = theirs;
        }
        for (int i = 0; i < SERIES; i++) {
            int number = i;
            if (values.equals("counts")) {
                target.counter("orders" + i % METRICS, "method", "GET", "status", "200", "uri", "/orders/" + i)
                        .increment(i);
            } else {
                Gauge.builder("orders" + i % METRICS, this, benchmark -> benchmark.value(number))
                        .tags("method", "GET", "status", "200", "uri", "/orders/" + i)
                        .register(target);
            }
        }
    }

    private double value(int number) {
        long random = (number + tick) * ODD;
        return values.equals("doubles") ? (random >>> 11) * 0x1.0p-53 : (random >>> 24) / 1e9;
    }

    /** As text. */
    @Benchmark
    public int text() throws IOException {
        tick++;
        if (theirs != null) {
            stream.reset();
            theirs.scrape(stream);
            return stream.size();
        }
        out.truncate(0);
        exposition.write(Format.TEXT, out);
        return out.size();
    }

    /** As text, packed. */
    @Benchmark
    public int gzip() throws IOException {
        tick++;
        if (theirs != null) {
            stream.reset();
            try (GZIPOutputStream zipped = new GZIPOutputStream(stream, 8192)) {
                theirs.scrape(zipped);
            }
            return stream.size();
        }
        out.truncate(0);
        exposition.write(Format.TEXT, out);
        gzip.pack(out, packed);
        return packed.size();
    }
}
