package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.Meters;
import io.crowsnest.telemetry.Metric;
import io.crowsnest.telemetry.OtelNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtelNamingTest {

    private final ExporterHealth health = new ExporterHealth("prometheus");
    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
    private final Exposition exposition = new Exposition(registry, Naming.otel(), health::failed);

    @Test
    void a_request_has_the_names_of_the_convention_and_keeps_its_values() {
        Timer timer = Meters.timer(
                registry,
                Catalogue.HTTP_SERVER_REQUESTS,
                List.of(0.1),
                "GET",
                "/orders/{id}",
                "503",
                "SERVER_ERROR",
                "none");
        timer.record(Duration.ofMillis(50));

        String labels = "{http_request_method=\"GET\",http_route=\"/orders/{id}\","
                + "http_response_status_code=\"503\",error_type=\"503\"} ";
        assertThat(text()).isEqualTo("""
                        # HELP http_server_request_duration_seconds Time from the arrival of a request to the end of its answer.
                        # TYPE http_server_request_duration_seconds histogram
                        http_server_request_duration_seconds_bucket%1$s1
                        http_server_request_duration_seconds_bucket%2$s1
                        http_server_request_duration_seconds_count%3$s1
                        http_server_request_duration_seconds_sum%3$s0.05
                        # HELP http_server_request_duration_seconds_max Time from the arrival of a request to the end of its answer.
                        # TYPE http_server_request_duration_seconds_max gauge
                        http_server_request_duration_seconds_max%3$s0.05
                        """.formatted(
                        labels.replace("} ", ",le=\"0.1\"} "), labels.replace("} ", ",le=\"+Inf\"} "), labels));
    }

    @Test
    void two_metrics_under_one_name_are_one_family_with_the_series_of_both() {
        gauge(Catalogue.HIKARICP_CONNECTIONS_ACTIVE, 3, "main");
        gauge(Catalogue.HIKARICP_CONNECTIONS_IDLE, 1, "main");
        gauge(Catalogue.JDBC_CONNECTIONS_ACTIVE, 5, "other");

        assertThat(text()).isEqualToIgnoringNewLines("""
                        # HELP db_client_connection_count Connections of the pool, by state.
                        # TYPE db_client_connection_count untyped
                        db_client_connection_count{db_client_connection_pool_name="main",db_client_connection_state="used"} 3.0
                        db_client_connection_count{db_client_connection_pool_name="main",db_client_connection_state="idle"} 1.0
                        db_client_connection_count{db_client_connection_pool_name="other",db_client_connection_state="used"} 5.0
                        """);
    }

    @Test
    void series_of_a_joined_family_come_and_go() {
        Meter active = gauge(Catalogue.HIKARICP_CONNECTIONS_ACTIVE, 3, "main");
        gauge(Catalogue.HIKARICP_CONNECTIONS_IDLE, 1, "main");
        assertThat(text()).contains("state=\"used\"} 3.0").contains("state=\"idle\"} 1.0");

        gauge(Catalogue.HIKARICP_CONNECTIONS_IDLE, 2, "second");
        assertThat(text()).contains("name=\"second\",db_client_connection_state=\"idle\"} 2.0");

        registry.remove(active);
        assertThat(text()).doesNotContain("used").contains("name=\"second\"").contains("name=\"main\"");
    }

    @Test
    void series_that_would_be_the_same_are_not_shown_twice_and_somebody_hears_of_it() {
        gauge(Catalogue.HIKARICP_CONNECTIONS_ACTIVE, 3, "main");
        gauge(Catalogue.JDBC_CONNECTIONS_ACTIVE, 5, "main");

        assertThat(text()).containsOnlyOnce("db_client_connection_count{");
        assertThat(health.lastError()).contains("db_client_connection_count");
    }

    @Test
    void what_has_no_limit_says_nothing_instead_of_minus_one() {
        gauge(Catalogue.JVM_MEMORY_MAX, -1, "nonheap", "Metaspace");
        gauge(Catalogue.JVM_MEMORY_MAX, 512, "heap", "Eden");

        assertThat(text())
                .contains("jvm_memory_limit_bytes{jvm_memory_type=\"heap\",jvm_memory_pool_name=\"Eden\"} 512.0")
                .doesNotContain("Metaspace");
        assertThat(protobuf()).contains("Eden").doesNotContain("Metaspace");
    }

    @Test
    void nanoseconds_are_given_in_seconds_under_the_other_name() {
        FunctionCounter.builder("process.cpu.time", this, any -> 2.5e9)
                .baseUnit("ns")
                .register(registry);

        assertThat(text()).contains("\njvm_cpu_time_seconds_total 2.5\n").doesNotContain("process_cpu");
    }

    @Test
    void protobuf_has_the_same_names() {
        gauge(Catalogue.JVM_MEMORY_USED, 7, "nonheap", "Metaspace");

        assertThat(protobuf()).contains("jvm_memory_used_bytes", "jvm_memory_type", "non_heap");
    }

    @Test
    void labels_of_every_metric_stay() {
        StripedMeterRegistry tagged =
                new StripedMeterRegistry(RegistryOptions.defaults().withCommonTags(List.of(Tag.of("team", "orders"))));
        Meters.gauge(tagged, Catalogue.JVM_BUFFER_COUNT, this, any -> 7, "direct");
        Bytes out = new Bytes(1024);
        new Exposition(tagged, Naming.otel(), health::failed).write(Format.TEXT, out);

        assertThat(new String(out.copy(), StandardCharsets.UTF_8))
                .contains("jvm_buffer_count{jvm_buffer_pool_name=\"direct\",team=\"orders\"} 7.0");
    }

    @Test
    void a_metric_without_a_convention_and_one_of_the_application_keep_their_names() {
        gauge(Catalogue.EXECUTOR_ACTIVE, 7, "tasks");
        Gauge.builder("shop.carts", () -> 2).tag("method", "GET").register(registry);
        // Somebody else's under a name of the catalogue.
        registry.counter("jvm.memory.used", "area", "heap").increment();

        assertThat(text())
                .contains("executor_active_threads{name=\"tasks\"} 7.0")
                .contains("shop_carts{method=\"GET\"} 2.0")
                .contains("jvm_memory_used_total{area=\"heap\"} 1.0");
    }

    @Test
    void who_has_a_name_of_the_convention_by_accident_does_not_take_it_away() {
        Timer.builder("http.server.request.duration").register(registry);
        Meters.timer(registry, Catalogue.HTTP_SERVER_REQUESTS, List.of(0.1), "GET", "/", "200", "SUCCESS", "none");

        assertThat(text()).contains("http_server_request_duration_seconds_count{http_request_method=\"GET\"");
        assertThat(health.lastError()).contains("its name is taken");
    }

    @Test
    void the_metric_that_overflowed_is_told_by_the_name_it_is_shown_under() {
        Meters.counter(registry, Catalogue.CROWSNEST_SERIES_OVERFLOW, "http_server_requests_seconds")
                .increment();
        Meters.counter(registry, Catalogue.CROWSNEST_SERIES_OVERFLOW, "shop_carts")
                .increment();

        assertThat(text())
                .contains("crowsnest_series_overflow_total{metric=\"http_server_request_duration_seconds\"} 1.0")
                .contains("crowsnest_series_overflow_total{metric=\"shop_carts\"} 1.0");
    }

    @Test
    void collections_are_a_histogram_with_the_bounds_of_the_convention() {
        registry.config().meterFilter(OtelNames.histograms());
        Timer.builder("jvm.gc.pause")
                .tags("action", "end of minor GC", "cause", "G1 Evacuation Pause", "gc", "G1 Young Generation")
                .register(registry)
                .record(Duration.ofMillis(50));
        Timer.builder("jvm.gc.concurrent.phase.time")
                .tags("action", "end of concurrent GC pause", "cause", "No GC", "gc", "G1 Concurrent GC")
                .register(registry)
                .record(Duration.ofMillis(5));

        assertThat(text())
                .containsOnlyOnce("# TYPE jvm_gc_duration_seconds histogram")
                .contains("jvm_gc_name=\"G1 Young Generation\",jvm_gc_action=\"end of minor GC\","
                        + "jvm_gc_cause=\"G1 Evacuation Pause\",le=\"0.01\"} 0\n")
                .contains("jvm_gc_cause=\"G1 Evacuation Pause\",le=\"0.1\"} 1\n")
                .contains("jvm_gc_cause=\"No GC\",le=\"0.01\"} 1\n")
                .doesNotContain("jvm_gc_pause");
    }

    private Meter gauge(Metric metric, int value, String... labels) {
        // Sources are held weakly; this class lives.
        return Meters.gauge(registry, metric, OtelNamingTest.class, any -> value, labels);
    }

    private String text() {
        return written(Format.TEXT);
    }

    private String protobuf() {
        return written(Format.PROTOBUF);
    }

    private String written(Format format) {
        Bytes out = new Bytes(1024);
        exposition.write(format, out);
        return new String(out.copy(), StandardCharsets.ISO_8859_1);
    }
}
