package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A label that takes another value each time, a million times, as registries of applications meet it. */
class CardinalityAttackTest {

    private static final int LIMIT = 2000;
    private static final int VALUES = 1_000_000;

    private final StripedMeterRegistry registry =
            new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(LIMIT));
    private final Bytes scrape = new Bytes(1024);
    private final Exposition exposition = new Exposition(registry, line -> {
        throw new AssertionError(line);
    });

    @Test
    void a_million_values_cost_what_the_limit_allows() {
        for (int i = 0; i <= LIMIT; i++) {
            record(i);
        }
        int before = size();
        int series = registry.getMeters().size();
        long used = used();
        for (int i = LIMIT + 1; i < VALUES; i++) {
            record(i);
        }

        assertThat(registry.getMeters()).hasSize(series).hasSize(2 * (LIMIT + 1));
        assertThat(used() - used).isLessThan(5_000_000);
        // As many lines with a few more digits: what a scrape costs is what it writes.
        assertThat(size() - before).isLessThan(100);
        assertThat(registry.get("orders").tag("customer", "overflow").counter().count())
                .isEqualTo(VALUES - LIMIT);
    }

    private void record(int value) {
        registry.counter("orders", "customer", "c" + value).increment();
        Timer.builder("work")
                .tag("customer", "c" + value)
                .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofMillis(1));
    }

    private int size() {
        scrape.truncate(0);
        exposition.write(Format.TEXT, scrape);
        return scrape.size();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
