package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Expression.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LintTest {

    private static final List<BoardFile> BOARDS = BoardFile.all();
    private static final KnownSeries KNOWN = new KnownSeries(Recordings.names());

    /** What is found and stays, by its beginning, each with its reason. Ten at most. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "template-instance-rule crowsnest-fleet", "a view of services, not of instances",
            "target-instance-rule crowsnest-fleet", "a view of services, not of instances",
            "template-instance-rule crowsnest-slo", "objectives belong to services",
            "target-instance-rule crowsnest-slo", "objectives belong to services");

    /** Metrics of the catalogue that are on no panel, each with its reason. */
    private static final Map<String, String> ON_NO_PANEL = Map.of();

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
        assertThat(unused.size()).isLessThanOrEqualTo(io.crowsnest.telemetry.Catalogue.ALL.size() / 20);
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

    private static List<String> findings() {
        Set<String> uids = new HashSet<>();
        BOARDS.forEach(board -> uids.add(board.uid()));
        List<String> findings = new ArrayList<>();
        BOARDS.forEach(board -> findings.addAll(Lint.findings(board, KNOWN, uids)));
        return findings;
    }

    private static String exceptionOf(String finding) {
        return EXCEPTIONS.keySet().stream()
                .filter(finding::startsWith)
                .findFirst()
                .orElse("");
    }
}
