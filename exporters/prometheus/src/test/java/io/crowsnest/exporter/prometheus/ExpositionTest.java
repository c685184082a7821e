package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {

    private final ExporterHealth health = new ExporterHealth("prometheus");
    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
    private final Exposition exposition = new Exposition(registry, health::failed);

    @Test
    void a_gauge_that_ends_in_count_keeps_its_name_and_becomes_untyped() {
        Gauge.builder("system.cpu.count", () -> 8).description("Processors.").register(registry);

        assertThat(text()).isEqualTo("""
                        # HELP system_cpu_count Processors.
                        # TYPE system_cpu_count untyped
                        system_cpu_count 8.0
                        """);
    }

    @Test
    void a_counter_in_nanoseconds_is_given_in_seconds() {
        FunctionCounter.builder("process.cpu.time", this, any -> 2.5e9)
                .baseUnit("ns")
                .register(registry);

        assertThat(text()).contains("\nprocess_cpu_time_seconds_total 2.5\n");
    }

    @Test
    void a_gauge_in_milliseconds_is_given_in_seconds() {
        Gauge.builder("consumer.lag", () -> 250).baseUnit("ms").register(registry);

        assertThat(text()).contains("\nconsumer_lag_seconds 0.25\n");
    }

    @Test
    void a_blank_help_is_taken_from_the_catalogue() {
        FunctionCounter.builder("process.cpu.time", this, any -> 1)
                .baseUnit("ns")
                .register(registry);

        assertThat(text()).contains("# HELP process_cpu_time_seconds_total Processor time that the process used.\n");
    }

    @Test
    void a_blank_help_of_an_unknown_metric_says_so_for_each_type() {
        Counter.builder("app.events").register(registry);
        Gauge.builder("app.size", () -> 1).register(registry);
        Timer.builder("app.work").register(registry).record(Duration.ofMillis(1));
        Timer.builder("app.steps")
                .serviceLevelObjectives(Duration.ofMillis(1))
                .register(registry)
                .record(Duration.ofMillis(1));

        assertThat(text())
                .contains(
                        "# HELP app_events_total Metric app_events_total; its source gives no description.\n",
                        "# HELP app_size Metric app_size; its source gives no description.\n",
                        "# HELP app_work_seconds Metric app_work_seconds; its source gives no description.\n",
                        "# HELP app_work_seconds_max Metric app_work_seconds_max; its source gives no description.\n",
                        "# HELP app_steps_seconds Metric app_steps_seconds; its source gives no description.\n");
    }

    @Test
    void a_metric_that_cannot_be_collected_is_left_out_and_the_rest_is_shown() {
        FunctionCounter.builder("broken", this, any -> {
                    throw new IllegalStateException("no");
                })
                .register(registry);
        Gauge.builder("whole", () -> 1).register(registry);

        assertThat(text()).contains("\nwhole 1.0\n").doesNotContain("broken");
        assertThat(health.lastError()).contains("IllegalStateException");
    }

    @Test
    void a_metric_whose_classes_are_gone_is_left_out_and_the_rest_is_shown() {
        FunctionCounter.builder("broken", this, any -> {
                    throw new NoClassDefFoundError("com/example/Undeployed");
                })
                .register(registry);
        Gauge.builder("whole", () -> 1).register(registry);

        assertThat(text()).contains("\nwhole 1.0\n").doesNotContain("broken");
        assertThat(health.lastError()).contains("NoClassDefFoundError");
    }

    @Test
    void a_metric_whose_failure_fails_to_say_what_it_is_is_left_out_and_the_rest_is_shown() {
        FunctionCounter.builder("broken", this, any -> {
                    throw new Untold();
                })
                .register(registry);
        Gauge.builder("whole", () -> 1).register(registry);

        assertThat(text()).contains("\nwhole 1.0\n").doesNotContain("broken");
        assertThat(health.lastError()).contains("Untold");
    }

    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void of_two_metrics_that_collide_in_seconds_one_is_left_out_and_counted() {
        Gauge.builder("consumer.lag", () -> 250).baseUnit("ms").register(registry);
        Gauge.builder("consumer.lag.seconds", () -> 250).register(registry);

        assertThat(text()).containsOnlyOnce("# TYPE consumer_lag_seconds gauge");
        assertThat(health.lastError()).contains("consumer_lag_seconds");
    }

    @Test
    void tags_that_become_one_label_are_one_label_with_both_values() {
        registry.counter("orders", "a.b", "1", "a_b", "2").increment();

        assertThat(text()).contains("\norders_total{a_b=\"1;2\"} 1.0\n");
    }

    @Test
    void series_that_become_the_same_are_shown_once_and_the_other_is_counted() {
        registry.counter("orders", "a.b", "1").increment(5);
        registry.counter("orders", "a_b", "1").increment(7);

        assertThat(text()).containsOnlyOnce("orders_total{a_b=\"1\"}");
        assertThat(health.lastError()).contains("1 series of orders_total left out");
    }

    @Test
    void active_tasks_that_become_the_same_are_shown_once() {
        for (String key : List.of("a.b", "a_b")) {
            LongTaskTimer.builder("jobs")
                    .tag(key, "1")
                    .serviceLevelObjectives(Duration.ofMinutes(1))
                    .register(registry)
                    .start();
        }

        assertThat(text().lines().filter(line -> line.startsWith("jobs_seconds_gcount")))
                .containsExactly("jobs_seconds_gcount{a_b=\"1\"} 1.0");
    }

    @Test
    void custom_meters_that_become_the_same_are_shown_once() {
        for (String key : List.of("a.b", "a_b")) {
            Meter.builder("custom", Meter.Type.OTHER, List.of(new Measurement(() -> 1.0, Statistic.VALUE)))
                    .tag(key, "1")
                    .register(registry);
        }

        assertThat(text()).containsOnlyOnce("custom_value{a_b=\"1\",statistic=\"VALUE\"} 1.0\n");
        assertThat(health.lastError()).contains("1 series of custom left out");
    }

    @Test
    void a_custom_meter_of_another_type_shows_its_own_measurements() {
        Counter.builder("a.neighbour").register(registry).increment(42);
        Meter.builder("custom", Meter.Type.COUNTER, List.of(new Measurement(() -> 1.0, Statistic.COUNT)))
                .register(registry);

        assertThat(text()).contains("\ncustom_total{statistic=\"COUNT\"} 1.0\n").doesNotContain("custom_total 42");
    }

    @Test
    void a_tag_named_le_does_not_look_like_a_bucket() {
        Timer.builder("work")
                .tag("le", "x")
                .serviceLevelObjectives(Duration.ofMillis(1))
                .register(registry)
                .record(Duration.ofSeconds(1));

        assertThat(text()).contains("\nwork_seconds_bucket{le_=\"x\",le=\"0.001\"} 0\n");
    }

    @Test
    void one_timer_with_buckets_and_one_without_are_both_shown() {
        registry.timer("work", "kind", "plain").record(Duration.ofSeconds(1));
        Timer.builder("work")
                .tag("kind", "bucketed")
                .serviceLevelObjectives(Duration.ofMillis(1))
                .register(registry)
                .record(Duration.ofSeconds(1));

        assertThat(text())
                .contains(
                        "# TYPE work_seconds histogram\n",
                        "work_seconds_bucket{kind=\"plain\",le=\"+Inf\"} 1\n",
                        "work_seconds_bucket{kind=\"bucketed\",le=\"0.001\"} 0\n");
    }

    @Test
    void series_that_come_and_go_are_shown_while_they_are_there() {
        Counter first = registry.counter("orders", "kind", "first");
        registry.counter("orders", "kind", "second");
        registry.counter("orders", "kind", "third");
        assertThat(text()).contains("first", "second", "third");

        registry.remove(first);
        assertThat(text()).contains("second", "third").doesNotContain("first");

        registry.clear();
        assertThat(text()).isEmpty();
    }

    @Test
    void a_family_of_a_source_is_written_in_each_format() {
        ForeignFamily family = orders(7);

        assertThat(text(Format.TEXT, family)).isEqualTo("""
                        # HELP app_orders_total All orders.
                        # TYPE app_orders_total counter
                        app_orders_total{kind="new"} 7.0
                        """);
        assertThat(text(Format.OPEN_METRICS, family)).isEqualTo("""
                        # HELP app_orders All orders.
                        # TYPE app_orders counter
                        app_orders_total{kind="new"} 7.0
                        # EOF
                        """);
        assertThat(text(Format.PROTOBUF, family)).contains("app_orders_total", "All orders.", "kind", "new");
    }

    @Test
    void a_family_whose_name_is_taken_is_left_out_and_said() {
        Counter.builder("app.orders").register(registry).increment();

        assertThat(text(Format.TEXT, orders(7), orders(8)))
                .contains("app_orders_total 1.0")
                .doesNotContain("kind");
        assertThat(exposition.duplicates()).containsExactly("app_orders_total");
        assertThat(health.lastError()).isNull();
    }

    private static ForeignFamily orders(double value) {
        ForeignLabels labels = ForeignLabels.of(Map.of("kind", "new"));
        return new ForeignFamily(
                "app_orders",
                ForeignFamily.Kind.COUNTER,
                "All orders.",
                List.of(new ForeignFamily.Sample(labels, value)));
    }

    private String text(Format format, ForeignFamily... families) {
        Bytes out = new Bytes(1024);
        exposition.write(format, List.of(families), out);
        return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
    }

    private String text() {
        Bytes out = new Bytes(16);
        exposition.write(Format.TEXT, out);
        return new String(out.copy(), StandardCharsets.UTF_8);
    }
}
