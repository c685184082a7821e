package io.crowsnest.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.StrictServer;
import io.crowsnest.exporter.datadog.DatadogConfig;
import io.crowsnest.exporter.datadog.DatadogExporter;
import io.crowsnest.exporter.datadog.MicrometerReading;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.datadog.TimerForm;
import io.crowsnest.exporter.datadog.Watched;
import io.crowsnest.exporter.prometheus.PrometheusConfig;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Meters;
import io.crowsnest.telemetry.Metric;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each metric of the catalogue, recorded here: a scrape and what a strict DogStatsD server was sent say the same of it. */
final class EveryMetricTest {

    private static final int RECORDINGS = 50;
    private static final double SMALL = 1e-7;

    /** What Datadog's page of a JVM reads, and nobody else: {@code JvmPage} sends it, and this is not sent twice. */
    private static final Set<String> UNDER_DATADOGS_OWN_NAMES = Set.of(
            "jvm.buffer.count",
            "jvm.buffer.memory.used",
            "jvm.buffer.total.capacity",
            "jvm.classes.loaded",
            "jvm.memory.committed",
            "jvm.memory.max",
            "jvm.memory.used",
            "jvm.threads.live",
            "process.cpu.usage",
            "process.files.open",
            "system.cpu.usage");

    @TempDir
    private Path folder;

    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource(TimerForm.class)
    void isTheSameInPrometheusAndInDatadog(TimerForm form) throws Exception {
        StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
        for (Metric metric : Catalogue.ALL) {
            record(registry, metric);
        }
        try (PrometheusExporter prometheus =
                        PrometheusExporter.start(new PrometheusConfig("127.0.0.1", 0, "/metrics"), () -> "{}");
                StrictServer datadog =
                        StrictServer.unixStream(folder.resolve("dsd")).keeping(Integer.MAX_VALUE)) {
            prometheus.expose(registry);
            prometheus.registered();
            List<String> scrape = scrape(prometheus);
            send(registry, form, datadog);

            TreeSet<String> different = new TreeSet<>();
            for (Metric metric : Catalogue.ALL) {
                if (!agree(metric, form, scrape, datadog)) {
                    different.add(metric.name());
                }
            }
            assertThat(datadog.complaints()).isEmpty();
            assertThat(different).isEqualTo(UNDER_DATADOGS_OWN_NAMES);
        }
    }

    private void record(MeterRegistry registry, Metric metric) {
        String[] labels =
                metric.labels().stream().map(label -> label + "-value").toArray(String[]::new);
        switch (metric.type()) {
            case COUNTER -> Meters.counter(registry, metric, labels).increment(1 + random.nextInt(1_000));
            case GAUGE -> {
                double value = metric.name().endsWith(".info") ? 1 : random.nextInt(1_000) / 8.0;
                Meters.gauge(registry, metric, this, self -> value, labels);
            }
            case TIMER -> {
                if (metric.equals(Catalogue.DB_CLIENT_STATEMENT_DURATION)) {
                    // Kept by the table of statements, which has a maximum of its own beside it.
                    FunctionTimer.builder(metric.name(), this, self -> RECORDINGS, self -> 12.5, TimeUnit.SECONDS)
                            .register(registry);
                    return;
                }
                Timer timer = Meters.timer(registry, metric, List.of(0.01, 0.1, 1.0), labels);
                for (int i = 0; i < RECORDINGS; i++) {
                    timer.record(random.nextInt(2_000_000_000), TimeUnit.NANOSECONDS);
                }
            }
            case SUMMARY -> {
                DistributionSummary summary = DistributionSummary.builder(metric.name())
                        .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                        .register(registry);
                for (int i = 0; i < RECORDINGS; i++) {
                    summary.record(random.nextInt(100_000) / 16.0);
                }
            }
        }
    }

    private static void send(MeterRegistry registry, TimerForm form, StrictServer datadog) {
        DatadogConfig config = new DatadogConfig(
                URI.create(datadog.url()),
                form,
                Duration.ofMinutes(1),
                "orders",
                Map.of("service", "orders"),
                "1",
                NativeAccess.OF_THE_CLASS_PATH);
        DatadogExporter exporter =
                DatadogExporter.start(config, new MicrometerReading(registry, id -> false), Watched.NOTHING);
        await(() -> exporter.linesSent() > 0);
        exporter.close(Duration.ofSeconds(10));
        await(() -> datadog.lines() >= exporter.linesSent());
    }

    private static void await(BooleanSupplier condition) {
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (!condition.getAsBoolean()) {
                Thread.sleep(10);
            }
        });
    }

    private static boolean agree(Metric metric, TimerForm form, List<String> scrape, StrictServer datadog) {
        String family = metric.prometheusName();
        String name = metric.name();
        return switch (metric.type()) {
            case COUNTER -> same(sum(datadog, name), scraped(scrape, family));
            case GAUGE -> {
                // Sent with the first step, and with the one at the end.
                List<Sample> sent = samples(datadog, name);
                yield !sent.isEmpty() && same(sent.get(sent.size() - 1).values().get(0), scraped(scrape, family));
            }
            case TIMER, SUMMARY ->
                form == TimerForm.COUNTS
                        ? same(sum(datadog, name + ".count"), scraped(scrape, family + "_count"))
                                && same(sum(datadog, name + ".sum"), scraped(scrape, family + "_sum"))
                        : count(datadog, name) == scraped(scrape, family + "_count")
                                && same(sum(datadog, name), scraped(scrape, family + "_sum"));
        };
    }

    private static List<String> scrape(PrometheusExporter prometheus) throws IOException {
        try (InputStream body =
                URI.create(String.valueOf(prometheus.url())).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** The value of the only series of a metric. */
    private static double scraped(List<String> scrape, String name) {
        List<String> series = scrape.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .toList();
        assertThat(series).as(name).hasSize(1);
        return Double.parseDouble(series.get(0).substring(series.get(0).lastIndexOf(' ') + 1));
    }

    private static boolean same(double sent, double scraped) {
        return Math.abs(sent - scraped) <= SMALL * Math.abs(scraped);
    }

    private static double count(StrictServer datadog, String name) {
        return samples(datadog, name).stream()
                .mapToDouble(sample -> sample.values().size() * Math.floor(1 / sample.rate()))
                .sum();
    }

    private static double sum(StrictServer datadog, String name) {
        return samples(datadog, name).stream()
                .mapToDouble(sample -> sample.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        / sample.rate())
                .sum();
    }

    private static List<Sample> samples(StrictServer datadog, String name) {
        return datadog.messages(Sample.class).stream()
                .filter(sample -> sample.name().equals(name))
                .toList();
    }
}
