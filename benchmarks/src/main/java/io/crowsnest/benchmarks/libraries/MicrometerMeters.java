package io.crowsnest.benchmarks.libraries;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** The meters of a Micrometer registry: of its own and of ours they are made and used alike. */
public abstract class MicrometerMeters implements MetricLibrary {

    private final MeterRegistry registry;

    protected MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

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
}
