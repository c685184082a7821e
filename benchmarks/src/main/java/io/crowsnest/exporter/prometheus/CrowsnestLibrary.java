package io.crowsnest.exporter.prometheus;

import io.crowsnest.benchmarks.libraries.Labels;
import io.crowsnest.benchmarks.libraries.MetricLibrary;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The agent's registry and its writer. */
public final class CrowsnestLibrary implements MetricLibrary {

    private static final int NO_LIMIT = 1_000_000;

    private final StripedMeterRegistry registry =
            new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(NO_LIMIT));
    private final Exposition exposition = new Exposition(registry, problem -> {
        throw new IllegalStateException(problem);
    });
    private final Bytes out = new Bytes(BUFFER);
    private final Bytes packed = new Bytes(1 << 18);
    private final Gzip gzip = new Gzip();

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
        out.truncate(0);
        exposition.write(Format.TEXT, out);
        return out.size();
    }

    @Override
    public int packedScrape() {
        scrape();
        gzip.pack(out, packed);
        return packed.size();
    }
}
