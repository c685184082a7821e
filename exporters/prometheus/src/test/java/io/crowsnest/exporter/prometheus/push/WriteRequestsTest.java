package io.crowsnest.exporter.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.prometheus.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WriteRequestsTest {

    private static final Map<String, String> TARGET = Map.of("job", "shop", "instance", "h:1");

    private final List<Pushed> requests = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final WriteRequests write = new WriteRequests(new SeriesLabels(TARGET, Map.of()), (body, samples) -> {
        requests.add(Pushed.of(body));
        counts.add(samples);
    });

    @Test
    void a_request_has_what_the_scrape_shows() {
        add("orders_total{kind=\"new\"} 3.0\nload 0.25\nbad NaN\nmost +Inf\n", 1000);

        assertThat(samples())
                .containsExactly("orders_total 3.0 1000", "load 0.25 1000", "bad NaN 1000", "most Infinity 1000");
        assertThat(counts).containsExactly(4);
    }

    @Test
    void a_not_a_number_does_not_end_its_series() {
        add("bad NaN\n", 1000);

        assertThat(requests.get(0).series().get(0).samples().get(0).isStale()).isFalse();
    }

    @Test
    void a_series_that_is_gone_gets_a_mark_once() {
        add("a 1.0\nb 1.0\n", 1000);
        add("b 2.0\n", 2000);
        add("b 3.0\n", 3000);

        assertThat(samples()).containsExactly("a 1.0 1000", "b 1.0 1000", "b 2.0 2000", "a stale 2000", "b 3.0 3000");
    }

    @Test
    void a_series_that_comes_back_goes_on() {
        add("a 1.0\nb 1.0\n", 1000);
        add("b 2.0\n", 2000);
        add("a 5.0\nb 3.0\n", 3000);

        assertThat(samples()).endsWith("a 5.0 3000", "b 3.0 3000");
    }

    @Test
    void at_the_end_each_series_has_its_last_value_and_then_a_mark() {
        add("a 1.0\nb 1.0\n", 1000);
        write.add(new Bytes(16).put("a 2.0\n"), 2000, true);

        assertThat(samples().subList(2, 5)).containsExactly("a 2.0 2000", "a stale 2001", "b stale 2000");
    }

    @Test
    void time_does_not_go_back_with_the_clock() {
        add("a 1.0\n", 2000);
        add("a 2.0\n", 1500);

        assertThat(samples()).containsExactly("a 1.0 2000", "a 2.0 2001");
    }

    @Test
    void a_clock_that_is_set_back_for_good_is_followed() {
        add("a 1.0\n", 3_600_000);
        add("a 2.0\n", 1000);
        add("a 3.0\n", 2000);

        assertThat(samples()).containsExactly("a 1.0 3600000", "a 2.0 1000", "a 3.0 2000");
    }

    @Test
    void a_series_has_one_value_at_a_time() {
        add("a 1.0\na 2.0\n", 1000);

        assertThat(samples()).containsExactly("a 1.0 1000");
    }

    @Test
    void many_samples_go_in_several_requests() {
        StringBuilder scrape = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            scrape.append("a{n=\"").append(i).append("\"} ").append(i).append(".0\n");
        }
        add(scrape.toString(), 1000);

        assertThat(counts).containsExactly(2000, 2000, 1000);
        assertThat(Pushed.last(requests)).hasSize(5000);
        assertThat(Pushed.last(requests))
                .allSatisfy(
                        (labels, sample) -> assertThat(sample.value()).isEqualTo(Double.parseDouble(labels.get("n"))));
    }

    @Test
    void nothing_of_a_failure_is_left() {
        write.add(new Bytes(16).put("a 1.0\n"), 1000, false);
        try {
            write.add(new Bytes(16).put("b 1.0\na{broken 1.0\n"), 2000, false);
        } catch (RuntimeException e) {
            // Expected: no scrape of ours has such a line.
        }
        add("a 3.0\n", 3000);

        assertThat(samples()).contains("a 1.0 1000", "a 3.0 3000").doesNotContain("b 1.0 2000");
    }

    private void add(String scrape, long millis) {
        write.add(new Bytes(16).put(scrape), millis, false);
    }

    private List<String> samples() {
        return requests.stream()
                .flatMap(request -> request.series().stream())
                .flatMap(series -> series.samples().stream()
                        .map(sample -> series.label("__name__") + " " + (sample.isStale() ? "stale" : sample.value())
                                + " " + sample.millis()))
                .collect(Collectors.toList());
    }
}
