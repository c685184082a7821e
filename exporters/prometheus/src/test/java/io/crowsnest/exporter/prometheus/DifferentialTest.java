package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The same one million recordings into our registry and into Micrometer's own for Prometheus show the same. */
class DifferentialTest {

    private static final int RECORDINGS = 1_000_000;
    private static final Pattern SAMPLE = Pattern.compile("([^{ ]+)(\\{.*\\})? ([^ #]+)(?: #.*)?");

    private final MockClock clock = new MockClock();
    private final StripedMeterRegistry ours = new StripedMeterRegistry(RegistryOptions.defaults(), clock);
    private final PrometheusMeterRegistry theirs =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);

    /** The same meter in both. */
    private static final class Both {

        private final List<Counter> counters = new ArrayList<>();
        private final List<Timer> timers = new ArrayList<>();
        private final List<DistributionSummary> summaries = new ArrayList<>();
    }

    @Test
    void one_million_random_recordings_are_shown_alike() {
        List<Both> meters = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            meters.add(register(i));
        }
        Random random = new Random(42);
        for (int i = 0; i < RECORDINGS; i++) {
            Both meter = meters.get(random.nextInt(meters.size()));
            // Eighths, so that the order of additions does not matter.
            double amount = random.nextInt(100_000) / 8.0;
            long nanos = random.nextLong() >>> (20 + random.nextInt(40));
            meter.counters.forEach(counter -> counter.increment(amount));
            meter.timers.forEach(timer -> timer.record(nanos, TimeUnit.NANOSECONDS));
            meter.summaries.forEach(summary -> summary.record(amount));
            if (i % 1000 == 0) {
                clock.add(Duration.ofMillis(20));
            }
        }

        assertThat(samples(our(Format.TEXT))).isEqualTo(samples(theirs.scrape()));
        assertThat(samples(our(Format.OPEN_METRICS)))
                .isEqualTo(samples(theirs.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8")));
        assertThat(metadata(our(Format.TEXT))).isEqualTo(metadata(theirs.scrape()));
        assertThat(metadata(our(Format.OPEN_METRICS)))
                .isEqualTo(metadata(theirs.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8")));
    }

    private Both register(int number) {
        Both both = new Both();
        for (MeterRegistry registry : List.of(ours, theirs)) {
            String value = "v\"" + number + "\\\n\u00e9\ud83d\ude00";
            both.counters.add(Counter.builder("orders.placed")
                    .description("Orders.")
                    .tag("kind.of", value)
                    .register(registry));
            both.timers.add(Timer.builder("work.plain")
                    .description("Work \"quoted\" \\.")
                    .tag("kind", value)
                    .register(registry));
            both.timers.add(Timer.builder("work.steps")
                    .description("Work.")
                    .tag("kind", value)
                    .serviceLevelObjectives(
                            Duration.ofNanos(500), Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofSeconds(10))
                    .register(registry));
            both.summaries.add(DistributionSummary.builder("size")
                    .description("Size.")
                    .baseUnit("bytes")
                    .tag("kind", value)
                    .serviceLevelObjectives(1, 100, 5000)
                    .register(registry));
            if (number == 0) {
                registerOnce(registry, both);
            }
        }
        return both;
    }

    private void registerOnce(MeterRegistry registry, Both both) {
        both.timers.add(Timer.builder("work.percentiles")
                .description("Work.")
                .publishPercentileHistogram()
                .register(registry));
        both.timers.add(Timer.builder("work.quantiles")
                .description("Work.")
                .publishPercentiles(0.5, 0.95)
                .register(registry));
        both.summaries.add(DistributionSummary.builder("size.scaled")
                .description("Size.")
                .scale(100)
                .register(registry));
        both.counters.add(Counter.builder("already.total").description("Total.").register(registry));
        both.counters.add(
                Counter.builder("1.starts-with \u00fc").description("Odd.").register(registry));
        Gauge.builder("queue.size", () -> 17.25)
                .description("Queue.")
                .baseUnit("tasks")
                .register(registry);
        Gauge.builder("not.a.number", () -> Double.NaN).description("None.").register(registry);
        Gauge.builder("build.info", () -> 1)
                .description("Build.")
                .tag("version", "1")
                .register(registry);
        TimeGauge.builder("uptime", () -> 90, TimeUnit.MINUTES)
                .description("Uptime.")
                .register(registry);
        FunctionCounter.builder("calls", this, any -> 12345)
                .description("Calls.")
                .register(registry);
        FunctionTimer.builder("calls.time", this, any -> 3, any -> 4500, TimeUnit.MILLISECONDS)
                .description("Calls.")
                .register(registry);
        LongTaskTimer.builder("import")
                .description("Import.")
                .register(registry)
                .start();
        Meter.builder(
                        "custom",
                        Meter.Type.OTHER,
                        List.of(
                                new Measurement(() -> 1.5, Statistic.VALUE),
                                new Measurement(() -> 7.0, Statistic.COUNT),
                                new Measurement(() -> 9.0, Statistic.MAX),
                                new Measurement(() -> 11.0, Statistic.TOTAL)))
                .description("Custom.")
                .register(registry);
    }

    private String our(Format format) {
        Bytes out = new Bytes(16);
        new Exposition(ours, problem -> {
                    throw new IllegalStateException(problem);
                })
                .write(format, out);
        return new String(out.copy(), StandardCharsets.UTF_8);
    }

    /** Value by name and labels. */
    private static Map<String, Double> samples(String scrape) {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : scrape.split("\n", -1)) {
            if (!line.startsWith("#") && !line.isEmpty()) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String key = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
                double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
                assertThat(samples.put(key, value)).as(key).isNull();
            }
        }
        return samples;
    }

    private static List<String> metadata(String scrape) {
        return scrape.lines().filter(line -> line.startsWith("# ")).sorted().toList();
    }
}
