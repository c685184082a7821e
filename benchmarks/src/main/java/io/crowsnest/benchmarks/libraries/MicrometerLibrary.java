package io.crowsnest.benchmarks.libraries;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;

/** Micrometer's registry for Prometheus; which version is up to the class path. */
final class MicrometerLibrary implements MetricLibrary {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER);

    @Override
    public Runnable counter(String name, Labels labels, long first) {
        Counter counter = registry.counter(name, tags(labels));
        counter.increment((double) first);
        return counter::increment;
    }

    @Override
    public LongConsumer timer(String name, Labels labels) {
        Timer timer = Timer.builder(name)
                .tags(tags(labels))
                .serviceLevelObjectives(BOUNDS.stream()
                        .map(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                        .toArray(Duration[]::new))
                .register(registry);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void gauge(String name, List<GaugeSeries> series) {
        for (GaugeSeries each : series) {
            Gauge.builder(name, each.value()::getAsDouble)
                    .strongReference(true)
                    .tags(tags(each.labels()))
                    .register(registry);
        }
    }

    private static Tags tags(Labels labels) {
        return Tags.of("method", Labels.METHOD, "status", Labels.STATUS, "uri", labels.uri());
    }

    @Override
    public int scrape() {
        out.reset();
        try {
            registry.scrape(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }

    @Override
    public int packedScrape() {
        out.reset();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            registry.scrape(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }
}
