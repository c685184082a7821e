package io.crowsnest.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Committed;
import io.crowsnest.dashboards.Promtool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What promtool says of the recorded histogram of requests, beside the histograms that it is made of. */
class RequestBucketsTest {

    private static final String RULES = "crowsnest.rules.yml";

    @TempDir
    private Path directory;

    @BeforeEach
    void rules() throws Exception {
        Files.writeString(directory.resolve(RULES), Committed.files().get("prometheus/" + RULES));
    }

    @Test
    void it_grows_as_all_routes_of_an_instance_do() throws Exception {
        assertThat(says("""
                input_series:
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="0.5"}', values: 0+15x20}
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/b", le="0.5"}', values: 0+30x20}
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="b", uri="/", le="0.5"}', values: 0+60x20}
                promql_expr_test:
                  - expr: rate(instance_le:http_server_requests_seconds_bucket:sum[1m])
                    eval_time: 4m
                    exp_samples:
                      - {labels: '{job="web", instance="a", le="0.5"}', value: 3}
                      - {labels: '{job="web", instance="b", le="0.5"}', value: 4}
                """)).contains("SUCCESS");
    }

    /** Rates of both in the minute after the restart of a service whose routes have counted differently much. */
    @Test
    void a_restart_looks_as_it_does_in_the_histograms_themselves() throws Exception {
        assertThat(says("""
                input_series:
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="0.5"}', values: 0+15x10 0+15x10}
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/b", le="0.5"}', values: 9000+30x10 0+30x10}
                promql_expr_test:
                  - expr: >-
                      rate(instance_le:http_server_requests_seconds_bucket:sum[1m])
                      - sum by (job, instance, le) (rate(http_server_requests_seconds_bucket[1m]))
                    eval_time: 3m
                    exp_samples:
                      - {labels: '{job="web", instance="a", le="0.5"}', value: 0}
                """)).contains("SUCCESS");
    }

    @Test
    void a_route_that_appears_brings_what_it_has_counted() throws Exception {
        assertThat(says("""
                input_series:
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="0.5"}', values: 10x20}
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/b", le="0.5"}', values: _x9 6x10}
                promql_expr_test:
                  - expr: increase(instance_le:http_server_requests_seconds_bucket:sum[1m])
                    eval_time: 2m45s
                    exp_samples:
                      - {labels: '{job="web", instance="a", le="0.5"}', value: 6}
                """)).contains("SUCCESS");
    }

    @Test
    void it_ends_with_its_instance() throws Exception {
        assertThat(says("""
                input_series:
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="0.5"}', values: 0+15x9 stale}
                promql_expr_test:
                  - expr: instance_le:http_server_requests_seconds_bucket:sum
                    eval_time: 3m
                    exp_samples: []
                """)).contains("SUCCESS");
    }

    @Test
    void ninety_nine_of_a_hundred_requests_were_faster_than_what_is_recorded() throws Exception {
        assertThat(says("""
                input_series:
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="0.5"}', values: 0+98x20}
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="0.75"}', values: 0+100x20}
                  - {series: 'http_server_requests_seconds_bucket{job="web", instance="a", uri="/", le="+Inf"}', values: 0+100x20}
                promql_expr_test:
                  - expr: round(instance:http_server_requests_seconds:p99_rate5m, 0.001)
                    eval_time: 1m
                    exp_samples:
                      - {labels: '{job="web", instance="a"}', value: 0.625}
                """)).contains("SUCCESS");
    }

    private String says(String test) throws Exception {
        Files.writeString(
                directory.resolve("test.yml"),
                "rule_files: [" + RULES + "]\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n" + test.indent(4));
        return Promtool.run(directory, "promtool", "test", "rules", "test.yml");
    }
}
