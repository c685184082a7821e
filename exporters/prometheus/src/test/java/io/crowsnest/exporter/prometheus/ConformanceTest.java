package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConformanceTest {

    private final ExporterHealth health = new ExporterHealth("prometheus");
    private final MicrometerExposition exposition = new MicrometerExposition(health);
    private final MeterRegistry registry = exposition.registry();

    @Test
    void a_gauge_that_ends_in_count_keeps_its_name_and_becomes_untyped() throws IOException {
        Gauge.builder("system.cpu.count", () -> 8).description("Processors.").register(registry);

        assertThat(text()).isEqualTo("""
                        # HELP system_cpu_count Processors.
                        # TYPE system_cpu_count untyped
                        system_cpu_count 8.0
                        """);
    }

    @Test
    void a_counter_in_nanoseconds_is_given_in_seconds() throws IOException {
        FunctionCounter.builder("process.cpu.time", this, any -> 2.5e9)
                .baseUnit("ns")
                .register(registry);

        assertThat(text()).contains("\nprocess_cpu_time_seconds_total 2.5\n");
    }

    @Test
    void a_gauge_in_milliseconds_is_given_in_seconds() throws IOException {
        Gauge.builder("consumer.lag", () -> 250).baseUnit("ms").register(registry);

        assertThat(text()).contains("\nconsumer_lag_seconds 0.25\n");
    }

    @Test
    void a_blank_help_is_taken_from_the_catalogue() throws IOException {
        FunctionCounter.builder("process.cpu.time", this, any -> 1)
                .baseUnit("ns")
                .register(registry);

        assertThat(text()).contains("# HELP process_cpu_time_seconds_total Processor time that the process used.\n");
    }

    @Test
    void a_blank_help_of_an_unknown_metric_says_so_for_each_type() throws IOException {
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
    void a_metric_that_cannot_be_collected_is_left_out_and_the_rest_is_shown() throws IOException {
        FunctionCounter.builder("broken", this, any -> {
                    throw new IllegalStateException("no");
                })
                .register(registry);
        Gauge.builder("whole", () -> 1).register(registry);

        assertThat(text()).contains("\nwhole 1.0\n").doesNotContain("broken");
        assertThat(health.lastError()).contains("IllegalStateException");
    }

    @Test
    void of_two_metrics_that_collide_in_seconds_one_is_left_out_and_counted() throws IOException {
        Gauge.builder("consumer.lag", () -> 250).baseUnit("ms").register(registry);
        Gauge.builder("consumer.lag.seconds", () -> 250).register(registry);

        assertThat(text()).containsOnlyOnce("# TYPE consumer_lag_seconds gauge");
        assertThat(health.lastError()).contains("consumer_lag_seconds");
    }

    private String text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        exposition.write(Format.TEXT, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
