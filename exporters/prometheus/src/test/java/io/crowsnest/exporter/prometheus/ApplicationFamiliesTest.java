package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.application.ApplicationMetric;
import io.crowsnest.telemetry.application.ApplicationSnapshot;
import io.crowsnest.telemetry.application.Distribution;
import io.crowsnest.telemetry.application.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApplicationFamiliesTest {

    private final List<ApplicationMetric> metrics = new ArrayList<>();
    private ApplicationFamilies families = new ApplicationFamilies(Map.of(), 2000, patience -> snapshot());

    private boolean isComplete = true;

    private ApplicationSnapshot snapshot() {
        return new ApplicationSnapshot(metrics, isComplete);
    }

    private void limit(int limit) {
        families = new ApplicationFamilies(Map.of("team", "blue"), limit, patience -> snapshot());
    }

    private void single(Kind kind, String name, @Nullable String unit, double value, Map<String, String> labels) {
        metrics.add(new ApplicationMetric(name, unit, "Help.", labels, new ApplicationMetric.Single(kind, value)));
    }

    private void counter(String name, double value, String label) {
        single(Kind.COUNTER, name, null, value, Map.of("label", label));
    }

    private String text() {
        return ForeignText.of(families.read(1_000_000));
    }

    private List<String> samples() {
        return text().lines().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void names_with_dots_get_underscores_and_their_unit() {
        single(Kind.COUNTER, "orders.placed", "orders", 3, Map.of("sales.region", "eu"));
        single(Kind.GAUGE, "queue.bytes", "bytes", 7, Map.of());

        assertThat(text()).isEqualTo("""
                # HELP orders_placed_orders_total Help.
                # TYPE orders_placed_orders_total counter
                orders_placed_orders_total{sales_region="eu"} 3.0
                # HELP queue_bytes Help.
                # TYPE queue_bytes gauge
                queue_bytes 7.0
                """);
    }

    @Test
    void tags_with_dots_get_underscores_too_and_stay_on_the_series_of_all_others() {
        families = new ApplicationFamilies(Map.of("cloud.region", "eu"), 1, patience -> snapshot());
        counter("orders", 1, "a");
        counter("orders", 2, "b");

        assertThat(samples())
                .containsExactly(
                        "orders_total{cloud_region=\"eu\",label=\"a\"} 1.0",
                        "orders_total{cloud_region=\"eu\",label=\"overflow\"} 2.0");
    }

    @Test
    void a_counter_that_has_its_suffix_keeps_it() {
        single(Kind.COUNTER, "orders_total", null, 3, Map.of());

        assertThat(samples()).containsExactly("orders_total 3.0");
    }

    @Test
    void a_gauge_with_a_suffix_of_others_is_untyped() {
        single(Kind.GAUGE, "things_count", null, 3, Map.of());

        assertThat(text()).contains("# TYPE things_count untyped\nthings_count 3.0\n");
    }

    @Test
    void a_summary_has_quantiles_what_is_known_and_a_maximum() {
        TreeMap<Double, Double> quantiles = new TreeMap<>(Map.of(0.5, 0.2, 0.99, 0.9));
        metrics.add(new ApplicationMetric(
                "work",
                "seconds",
                null,
                Map.of("quantile", "mine"),
                new Distribution(Kind.SUMMARY, 4, Double.NaN, 1.5, quantiles)));

        assertThat(text()).isEqualTo("""
                # HELP work_seconds Metric work_seconds; its source gives no description.
                # TYPE work_seconds summary
                work_seconds{quantile_="mine",quantile="0.5"} 0.2
                work_seconds{quantile_="mine",quantile="0.99"} 0.9
                work_seconds_count{quantile_="mine"} 4.0
                # HELP work_seconds_max Metric work_seconds_max; its source gives no description.
                # TYPE work_seconds_max gauge
                work_seconds_max{quantile_="mine"} 1.5
                """);
    }

    @Test
    void a_histogram_has_its_buckets() {
        TreeMap<Double, Double> buckets = new TreeMap<>(Map.of(0.5, 1.0, Double.POSITIVE_INFINITY, 3.0));
        metrics.add(new ApplicationMetric(
                "work_seconds", null, "Work.", Map.of(), new Distribution(Kind.HISTOGRAM, 3, 5, Double.NaN, buckets)));

        assertThat(text()).isEqualTo("""
                # HELP work_seconds Work.
                # TYPE work_seconds histogram
                work_seconds_bucket{le="0.5"} 1.0
                work_seconds_bucket{le="+Inf"} 3.0
                work_seconds_count 3.0
                work_seconds_sum 5.0
                """);
    }

    @Test
    void what_the_agent_measures_is_left_out_also_in_other_units_and_said() {
        single(Kind.GAUGE, "jvm.memory.used", "bytes", 1, Map.of("area", "heap"));
        single(Kind.COUNTER, "process.cpu.time", "ns", 1, Map.of());
        metrics.add(new ApplicationMetric(
                "http.server.requests",
                "seconds",
                null,
                Map.of(),
                new Distribution(Kind.SUMMARY, 1, 1, 1, new TreeMap<>())));
        single(Kind.GAUGE, "http_server_requests_seconds_max", null, 1, Map.of());

        assertThat(text()).isEmpty();
        assertThat(families.duplicates())
                .containsExactly(
                        "http_server_requests_seconds",
                        "http_server_requests_seconds_max",
                        "jvm_memory_used_bytes",
                        "process_cpu_time_ns_total");
    }

    @Test
    void registries_with_the_same_family_are_shown_as_one_and_of_the_same_series_the_first() {
        counter("orders", 1, "a");
        counter("orders", 2, "b");
        counter("orders", 3, "a");

        assertThat(samples()).containsExactly("orders_total{label=\"a\"} 1.0", "orders_total{label=\"b\"} 2.0");
        assertThat(families.clashes()).isEqualTo(Map.of("orders_total", 1));
    }

    @Test
    void a_family_of_two_types_is_shown_as_the_first() {
        counter("orders", 1, "a");
        single(Kind.GAUGE, "orders", null, 2, Map.of("label", "b"));

        assertThat(samples()).containsExactly("orders_total{label=\"a\"} 1.0");
        assertThat(families.clashes()).isEqualTo(Map.of("orders_total", 1));
    }

    @Test
    void a_type_may_change_once_nothing_has_the_old_one() {
        counter("orders", 1, "a");
        text();
        metrics.clear();
        text();
        single(Kind.GAUGE, "orders", null, 2, Map.of());

        assertThat(samples()).containsExactly("orders 2.0");
    }

    @Test
    void counters_beyond_the_limit_are_added_up_and_common_labels_stay() {
        limit(2);
        for (int i = 1; i <= 5; i++) {
            counter("orders", i, "l" + i);
        }

        assertThat(samples())
                .containsExactly(
                        "orders_total{label=\"l1\",team=\"blue\"} 1.0",
                        "orders_total{label=\"l2\",team=\"blue\"} 2.0",
                        "orders_total{label=\"overflow\",team=\"blue\"} 12.0");
        assertThat(families.overflowing()).containsExactly("orders_total");
    }

    @Test
    void who_has_a_place_keeps_it_whatever_the_order_and_the_sum_never_falls() {
        limit(1);
        counter("orders", 1, "first");
        counter("orders", 5, "second");
        counter("orders", 5, "third");
        text();
        metrics.clear();
        counter("orders", 6, "third");
        counter("orders", 2, "first");

        assertThat(samples())
                .containsExactly(
                        "orders_total{label=\"first\",team=\"blue\"} 2.0",
                        "orders_total{label=\"overflow\",team=\"blue\"} 10.0");

        metrics.clear();
        counter("orders", 9, "third");
        assertThat(samples()).containsExactly("orders_total{label=\"overflow\",team=\"blue\"} 13.0");
    }

    @Test
    void a_reading_that_was_cut_short_does_not_make_the_sum_rise_twice() {
        limit(1);
        counter("orders", 1, "first");
        counter("orders", 5, "second");
        counter("orders", 5, "third");
        text();
        metrics.remove(2);
        isComplete = false;
        text();
        counter("orders", 6, "third");
        isComplete = true;

        assertThat(samples())
                .containsExactly(
                        "orders_total{label=\"first\",team=\"blue\"} 1.0",
                        "orders_total{label=\"overflow\",team=\"blue\"} 11.0");
    }

    @Test
    void gauges_beyond_the_limit_are_left_out() {
        limit(1);
        single(Kind.GAUGE, "size", null, 1, Map.of("of", "a"));
        single(Kind.GAUGE, "size", null, 2, Map.of("of", "b"));

        assertThat(samples()).containsExactly("size{of=\"a\",team=\"blue\"} 1.0");
        assertThat(families.overflowing()).containsExactly("size");
    }

    @Test
    void series_that_go_make_room_as_long_as_there_was_enough() {
        limit(2);
        for (int i = 0; i < 10; i++) {
            metrics.clear();
            counter("orders", i, "l" + i);
            assertThat(samples()).containsExactly("orders_total{label=\"l" + i + "\",team=\"blue\"} " + i + ".0");
        }
    }

    @Test
    void a_counter_below_zero_or_without_a_number_is_left_out_and_said() {
        counter("orders", -1, "a");
        counter("orders", 1, "b");
        counter("orders", Double.NaN, "c");

        assertThat(samples()).containsExactly("orders_total{label=\"b\"} 1.0");
        assertThat(families.clashes()).isEqualTo(Map.of("orders_total", 2));
    }

    @Test
    void a_label_without_a_value_is_none() {
        Map<String, String> labels = new HashMap<>();
        labels.put("label", null);
        single(Kind.GAUGE, "size", null, 1, labels);

        assertThat(samples()).containsExactly("size 1.0");
    }

    @Test
    void a_label_without_a_name_costs_only_its_series() {
        Map<String, String> labels = new HashMap<>();
        labels.put(null, "value");
        single(Kind.GAUGE, "broken", null, 1, labels);
        counter("orders", 1, "a");

        assertThat(samples()).containsExactly("orders_total{label=\"a\"} 1.0");
        assertThat(families.clashes()).isEqualTo(Map.of("broken", 1));
    }
}
