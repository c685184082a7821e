package io.crowsnest.exporter.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.prometheus.Bytes;
import io.crowsnest.exporter.prometheus.Naming;
import io.crowsnest.exporter.prometheus.ScrapeText;
import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A registry with something in it, and what pushes it. */
final class PushFixture {

    static final Map<String, String> TARGET = Map.of("job", "shop", "instance", "h:1");

    final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
    final List<String> lines = new CopyOnWriteArrayList<>();

    /** Registries hold such objects weakly. */
    private final Double load = 0.1 + 0.2;

    PushFixture() {
        registry.counter("orders", "kind", "a\"b\\c\nd").increment(3);
        registry.gauge("load", load);
        io.micrometer.core.instrument.Timer.builder("work")
                .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofMillis(30));
    }

    static PushConfig config(URI url, Protocol protocol, Duration interval) {
        return new PushConfig(
                url,
                protocol,
                interval,
                "shop",
                "h:1",
                Map.of(),
                Map.of(),
                false,
                1 << 20,
                PushConfig.Access.open("crowsnest/test"));
    }

    MetricsPush start(PushConfig config) {
        MetricsPush push = MetricsPush.of(config, registry, Naming.MICROMETER, lines::add);
        push.start();
        return push;
    }

    /** What a scrape shows now, by labels as Prometheus has them. */
    Map<Map<String, String>, Double> scraped() throws IOException {
        Bytes text = new ScrapeText(registry, Naming.MICROMETER, lines::add).now(1_000_000_000);
        return ScrapedSamples.of(new String(text.array(), 0, text.size(), StandardCharsets.UTF_8), TARGET);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).as(what).isTrue();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
