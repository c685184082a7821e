package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Expression.Selector;
import io.crowsnest.telemetry.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {

    private static final List<BoardFile> BOARDS = BoardFile.all();
    private static final KnownSeries KNOWN = new KnownSeries(Recordings.labels());

    /** What is found and stays, by its beginning, each with its reason. Ten at most. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "template-instance-rule crowsnest-fleet", "a view of services, not of instances",
            "target-instance-rule crowsnest-fleet", "a view of services, not of instances",
            "template-instance-rule crowsnest-slo", "objectives belong to services",
            "target-instance-rule crowsnest-slo", "objectives belong to services");

    /** Metrics of the catalogue that are on no panel, each with its reason. */
    private static final Map<String, String> ON_NO_PANEL = Map.of(
            "jetty.threads.jobs", "Tomcat has no such figure: the panel would be empty for most",
            "jetty.threads.config.min", "a setting");

    @Test
    void nothing_is_found_but_the_exceptions() {
        List<String> findings = findings();

        assertThat(findings.stream().filter(finding -> exceptionOf(finding).isEmpty()))
                .isEmpty();
    }

    @Test
    void every_exception_is_needed_and_there_are_ten_at_most() {
        Set<String> needed = findings().stream().map(LintTest::exceptionOf).collect(Collectors.toSet());
        needed.remove("");

        assertThat(needed).isEqualTo(EXCEPTIONS.keySet()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void every_metric_of_the_catalogue_is_on_a_panel() {
        Set<String> used = new TreeSet<>();
        for (BoardFile board : BOARDS) {
            for (Map<String, Object> panel : board.panels()) {
                BoardFile.expressions(panel)
                        .forEach(expression -> Expression.of(expression).selectors().stream()
                                .map(Selector::name)
                                .forEach(used::add));
            }
        }
        Set<String> unused = KNOWN.unused(used);

        assertThat(unused).isEqualTo(ON_NO_PANEL.keySet());
        assertThat(unused.size()).isLessThanOrEqualTo(Catalogue.ALL.size() / 20);
    }

    @Test
    void golden_signals_fit_on_the_first_screen() {
        BoardFile service = BOARDS.stream()
                .filter(board -> board.uid().equals("crowsnest-service"))
                .findFirst()
                .orElseThrow();
        // A unit of the grid is 38 pixels; 1080 less the browser and Grafana's own bars leave 24.
        for (String title : List.of("Request rate", "Error share by instance", "Latency", "CPU by instance")) {
            Map<String, Object> panel = service.panels().stream()
                    .filter(each -> BoardFile.text(each, "title").equals(title))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> grid = BoardFile.object(panel.get("gridPos"));
            assertThat(BoardFile.number(grid, "y") + BoardFile.number(grid, "h"))
                    .as(title)
                    .isLessThanOrEqualTo(24);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "own-known-series;          http_server_requests_active{;   http_server_requests_busy{",
                "own-known-label;           sum by (status);                sum by (code)",
                "own-known-label;           outcome=\\\"SERVER_ERROR\\\";   result=\\\"SERVER_ERROR\\\"",
                "target-job-rule;           active{job=~\\\"$job\\\", ;     active{",
                "target-instance-rule;      active{job=~\\\"$job\\\", instance=~\\\"$instance\\\"; active{job=~\\\"$job\\\"",
                "target-rate-interval-rule; [$__rate_interval];             [5m]",
                "target-counter-agg-rule;   sum(http_server_requests_active{; sum(rate(http_server_requests_active{",
                "own-legend;                {{status}};                     {{method}}",
                "own-link;                  /d/crowsnest-jvm;               /d/crowsnest-vm",
                "own-grid;                  \"w\": 8;                        \"w\": 9",
                "own-unique-id;             \"id\": 3,;                      \"id\": 2,",
                "panel-units-rule;          \"unit\": \"reqps\";               \"unit\": \"requests\"",
                "panel-title-description-rule;   If this is bad:;             If so:",
                "panel-datasource-rule;     ${prometheus_datasource};        P1809F7CD0C75ACF3",
                "template-instance-rule;    \"allValue\": \".+\";             \"allValue\": \".*\"",
                "uneditable-dashboard;      \"editable\": false;             \"editable\": true",
                "own-thresholds;            \"value\": 0.001;                \"value\": 5",
                "own-unique-ref-id;         \"refId\": \"B\";                  \"refId\": \"A\"",
            })
    void a_planted_fault_is_found(String rule, String right, String wrong) {
        String json = Committed.files().get("grafana/dashboards/crowsnest-service.json");
        assertThat(json).contains(right);
        BoardFile board = new BoardFile("planted", BoardFile.object(BoardFile.parse(json.replace(right, wrong))));

        assertThat(Lint.findings(board, KNOWN, uids())).anyMatch(finding -> finding.startsWith(rule));
    }

    private static Set<String> uids() {
        return BOARDS.stream().map(BoardFile::uid).collect(Collectors.toSet());
    }

    private static List<String> findings() {
        List<String> findings = new ArrayList<>();
        BOARDS.forEach(board -> findings.addAll(Lint.findings(board, KNOWN, uids())));
        return findings;
    }

    private static String exceptionOf(String finding) {
        return EXCEPTIONS.keySet().stream()
                .filter(finding::startsWith)
                .findFirst()
                .orElse("");
    }
}
