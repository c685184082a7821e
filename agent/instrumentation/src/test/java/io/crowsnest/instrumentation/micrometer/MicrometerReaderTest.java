package io.crowsnest.instrumentation.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import io.crowsnest.telemetry.application.MetricSink;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MicrometerReaderTest {

    private final WeakRegistries<MeterRegistry> registries = new WeakRegistries<>();
    private final CompositeMeterRegistry composite = new CompositeMeterRegistry();
    private final SimpleMeterRegistry totals = new SimpleMeterRegistry();
    private final SimpleMeterRegistry byStep = new SimpleMeterRegistry(new ByStep(), Clock.SYSTEM);
    private final List<String> notes = new ArrayList<>();

    /** Libraries whose hooks are not switched off. */
    private Set<String> isRead = Set.of("prometheus-client");

    @Test
    void aMeterOfACompositeIsReadOnceFromTheRegistryThatKeepsTotals() {
        composite.add(byStep);
        composite.add(totals);
        know(composite, byStep, totals);
        composite.counter("orders").increment(3);

        assertThat(read()).containsExactly("orders COUNTER 3.0");
        assertThat(notes).hasSize(1).allMatch(note -> note.contains("has the same meters"));
    }

    @Test
    void compositesOfCompositesAreOne() {
        CompositeMeterRegistry outer = new CompositeMeterRegistry();
        outer.add(composite);
        composite.add(totals);
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        outer.add(other);
        know(outer, composite, totals, other);
        outer.counter("orders").increment();

        assertThat(read()).containsExactly("orders COUNTER 1.0");
    }

    @Test
    void registriesOfTheirOwnAreAllRead() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        know(totals, other);
        totals.counter("orders").increment();
        other.counter("returns").increment();

        assertThat(read()).containsExactlyInAnyOrder("orders COUNTER 1.0", "returns COUNTER 1.0");
    }

    @Test
    void ofARegistryOfTheLastStepOnlyGaugesAreShownAndItIsSaid() {
        know(byStep);
        byStep.counter("orders").increment();
        byStep.timer("work").record(Duration.ofSeconds(1));
        byStep.gauge("size", 7);

        assertThat(read()).containsExactly("size GAUGE 7.0");
        assertThat(notes).singleElement().asString().startsWith("2 of the meters of ");
    }

    @Test
    void whatIsForPrometheusIsLeftToTheHooksOfItsClient() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry();
        composite.add(totals);
        composite.add(prometheus);
        know(composite, totals, prometheus);
        composite.counter("orders").increment();

        assertThat(read()).isEmpty();
        assertThat(notes).singleElement().asString().contains("SimpleMeterRegistry is not read");
    }

    @Test
    void whereTheHooksOfItsClientAreSwitchedOffOneForPrometheusIsReadLikeAnyOther() {
        isRead = Set.of("simpleclient");
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry();
        composite.add(byStep);
        composite.add(prometheus);
        know(composite, byStep, prometheus);
        composite.counter("orders").increment();

        assertThat(read()).containsExactly("orders COUNTER 1.0");
        assertThat(notes).singleElement().asString().contains("SimpleMeterRegistry is not read");
    }

    @Test
    void aClosedRegistryIsNotRead() {
        know(totals);
        totals.counter("orders").increment();
        totals.close();

        assertThat(read()).isEmpty();
    }

    @Test
    void aClosedRegistryOfACompositeIsNotTheOneThatIsReadForIt() {
        PrometheusMeterRegistry closed = new PrometheusMeterRegistry();
        composite.add(closed);
        composite.add(totals);
        know(composite, closed, totals);
        composite.counter("orders").increment(3);
        closed.close();

        assertThat(read()).containsExactly("orders COUNTER 3.0");
        assertThat(notes).isEmpty();
    }

    @Test
    void oneThatOnlyTakesIsNotAsked() {
        OpenTelemetryMeterRegistry writeOnly = new OpenTelemetryMeterRegistry();
        composite.add(writeOnly);
        composite.add(totals);
        know(composite, totals, writeOnly);
        composite.counter("orders").increment();

        assertThat(read()).containsExactly("orders COUNTER 1.0");
        assertThat(notes).isEmpty();
    }

    @Test
    void timesAreInSeconds() {
        know(totals);
        Timer.builder("work").publishPercentiles(0.5).register(totals).record(Duration.ofMillis(1500));
        TimeGauge.builder("age", () -> 90, TimeUnit.MINUTES).register(totals);

        assertThat(read()).containsExactlyInAnyOrder("work SUMMARY 1.0 1.5 1.5 [0.5]", "age GAUGE 5400.0");
    }

    @Test
    void aTaskThatRunsIsTwoGauges() {
        know(totals);
        totals.more().longTaskTimer("import").start();

        assertThat(read())
                .contains("import.seconds.active.count GAUGE 1.0")
                .anyMatch(each -> each.startsWith("import.seconds.duration.sum GAUGE "));
    }

    @Test
    void statisticsOfACustomMeterAreMetricsOfTheirOwn() {
        know(totals);
        Meter.builder(
                        "custom",
                        Meter.Type.OTHER,
                        List.of(new Measurement(() -> 3.0, Statistic.COUNT), new Measurement(() -> 4.0, Statistic.MAX)))
                .register(totals);

        assertThat(read()).containsExactlyInAnyOrder("custom.total COUNTER 3.0", "custom.max GAUGE 4.0");
    }

    private void know(MeterRegistry... all) {
        for (MeterRegistry each : all) {
            registries.add(each);
        }
    }

    private List<String> read() {
        List<String> found = new ArrayList<>();
        new MicrometerReader(registries, isRead::contains).read(new MetricSink() {
            @Override
            public boolean begins(Object part, String name) {
                return true;
            }

            @Override
            public void add(ApplicationMetric metric) {
                found.add(metric.name() + " " + text(metric.value()));
            }

            @Override
            public void note(String text) {
                notes.add(text);
            }

            @Override
            public void failed(String what, Throwable failure) {
                found.add(what + " " + failure);
            }
        });
        return found;
    }

    private static String text(ApplicationMetric.Value value) {
        if (value instanceof Distribution summary) {
            assertThat(summary.kind()).isEqualTo(Kind.SUMMARY);
            return "SUMMARY " + summary.count() + " " + summary.sum() + " " + summary.maximum() + " "
                    + summary.points().keySet();
        }
        return value.kind() + " " + ((ApplicationMetric.Single) value).value();
    }

    /** By their names. */
    private static final class PrometheusMeterRegistry extends SimpleMeterRegistry {}

    private static final class OpenTelemetryMeterRegistry extends SimpleMeterRegistry {}

    private static final class ByStep implements SimpleConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public CountingMode mode() {
            return CountingMode.STEP;
        }
    }
}
