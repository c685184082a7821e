package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

/** What a record into a meter that is held costs, ours and Micrometer's own; {@code -t 2} has two threads meet on it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets parameters, @Setup the rest
public class RegistryBenchmark {

    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0
    };
    private static final long SCRAPE_EVERY_NANOS = 10_000_000;

    /** Whose registry. */
    @Param({"crowsnest", "micrometer"})
    public String registry;

    /** Whether somebody scrapes a hundred times a second meanwhile. */
    @Param({"false", "true"})
    public boolean scraped;

    private Counter counter;
    private Timer timer;
    private volatile boolean stopped;

    /** Registers the meters. */
    @Setup
    public void start() {
        MeterRegistry target;
        Runnable scrape;
        if (registry.equals("crowsnest")) {
            StripedMeterRegistry ours = new StripedMeterRegistry(RegistryOptions.defaults());
            Exposition exposition = new Exposition(ours, problem -> {});
            Bytes out = new Bytes(1024);
            target = ours;
            scrape = () -> {
                out.truncate(0);
                exposition.write(Format.TEXT, out);
            };
        } else {
            PrometheusMeterRegistry theirs = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            target = theirs;
            scrape = () -> {
                try {
                    theirs.scrape(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
        }
        Duration[] bounds = new Duration[SECONDS.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = Duration.ofNanos((long) (SECONDS[i] * 1e9));
        }
        counter = Counter.builder("orders").tag("kind", "new").register(target);
        timer = Timer.builder("work")
                .tag("kind", "new")
                .serviceLevelObjectives(bounds)
                .register(target);
        if (scraped) {
            Thread scraper = new Thread(() -> {
                while (!stopped) {
                    scrape.run();
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
        counter.increment();
    }

    /** Records a duration into 14 buckets. */
    @Benchmark
    public void timer() {
        timer.record(12_345_678, TimeUnit.NANOSECONDS);
    }
}
