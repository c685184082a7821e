package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.MicrometerLog;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens at the limit of a metric; in a JVM of its own, since a JVM starts its registry once. */
class IdleSeriesTest {

    private static final int LIMIT = 100;
    private static final int ATTACKS = 1_000_000;

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void a_million_label_values_make_no_more_series_than_the_limit_and_one() {
        assertThat(figures).containsEntry("attack.series", LIMIT + 1.0).containsEntry("attack.count", (double) ATTACKS);
    }

    @Test
    void a_million_label_values_leave_next_to_nothing_on_the_heap() {
        assertThat(figures.get("attack.heap")).isLessThan(5e6);
    }

    @Test
    void what_was_folded_is_named_and_counted() {
        assertThat(figures).containsEntry("folded", (double) ATTACKS - LIMIT);
    }

    @Test
    void gauges_that_are_left_out_are_counted_too() {
        assertThat(figures).containsEntry("folded.gauges", 7.0);
    }

    @Test
    void series_without_a_recording_leave_and_those_with_one_stay() {
        // One that records, and the one that all shared.
        assertThat(figures).containsEntry("busy", 1 + 4.0).containsEntry("idle.series", 2.0);
    }

    @Test
    void a_combination_that_comes_again_has_a_series_again() {
        assertThat(figures).containsEntry("again", 1.0);
    }

    @Test
    void what_is_new_has_a_series_of_its_own_when_there_is_room() {
        assertThat(figures).containsEntry("new", 1.0);
    }

    @Test
    void who_was_the_first_to_exceed_the_limit_has_a_series_of_its_own_too_when_there_is_room() {
        assertThat(figures).containsEntry("first", 1.0);
    }

    @Test
    void a_metric_with_few_series_keeps_them() {
        assertThat(figures).containsEntry("few", 3.0);
    }

    /** The application of this test. */
    static final class Scenario {

        private static final MeterFamily<Timer> many =
                MeterFamily.timers(Metric.timer("test.many", "Many series.", "kind"));
        private static final MeterFamily<Timer> few = MeterFamily.timers(Metric.timer("test.few", "Few.", "kind"));
        private static final Integer zero = 0;

        public static void main(String[] args) {
            MicrometerLog.sendTo(line -> {});
            StripedMeterRegistry registry = new StripedMeterRegistry(
                    RegistryOptions.defaults().withSeriesLimit(LIMIT).withOnFolded(SeriesOverflow::exceeded));
            Telemetry.Live live = new Telemetry.Live(registry, List.of(0.1, 1.0), LIMIT);
            Telemetry.start(live);
            for (int i = 0; i < 3; i++) {
                few.record(1, "f" + i, "", "", "", "");
            }
            many.record(1, "v0", "", "", "", "");
            double before = used();
            for (int i = 1; i < ATTACKS; i++) {
                many.record(1, "v" + i, "", "", "", "");
            }
            print("attack.heap", used() - before);
            print("attack.series", registry.find("test.many").timers().size());
            print("attack.count", count(registry));
            for (int i = 0; i < LIMIT + 7; i++) {
                registry.gauge("test.gauges", List.of(Tag.of("kind", "g" + i)), zero);
            }
            print("folded", SeriesOverflow.byMetric().get("test_many_seconds"));
            print("folded.gauges", SeriesOverflow.byMetric().get("test_gauges"));
            for (int look = 0; look < 4; look++) {
                MeterFamily.letIdleGo(live, 2);
                many.record(1, "v7", "", "", "", "");
            }
            print("idle.series", registry.find("test.many").timers().size());
            print("busy", series(registry, "v7"));
            many.record(1, "v8", "", "", "", "");
            print("again", series(registry, "v8"));
            many.record(1, "never seen", "", "", "", "");
            print("new", series(registry, "never seen"));
            many.record(1, "v" + LIMIT, "", "", "", "");
            print("first", series(registry, "v" + LIMIT));
            print("few", registry.find("test.few").timers().size());
        }

        private static double series(StripedMeterRegistry registry, String kind) {
            Timer timer = registry.find("test.many").tag("kind", kind).timer();
            return timer == null ? 0 : timer.count();
        }

        private static double count(StripedMeterRegistry registry) {
            return registry.find("test.many").timers().stream()
                    .mapToLong(Timer::count)
                    .sum();
        }

        /** Bytes that are used, when nothing is left to be collected. */
        private static double used() {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }

        private static void print(String name, double value) {
            System.out.println(name + "=" + value);
        }
    }
}
