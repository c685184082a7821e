package io.crowsnest.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Committed;
import io.crowsnest.dashboards.Promtool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class AlertsTest {

    private static final String RULES = "crowsnest.rules.yml";

    @TempDir
    private Path directory;

    @Test
    void promtool_has_no_complaint_about_the_rules() throws Exception {
        writeRules();

        assertThat(Promtool.run(directory, "promtool", "check", "rules", "--lint=all", "--lint-fatal", RULES))
                .contains("SUCCESS");
    }

    @Test
    void alerts_fire_when_they_should_and_nothing_else_does() throws Exception {
        assertThat(run("30s", false)).contains("SUCCESS");
    }

    /** The same for those that look back hours, evaluated less often. */
    @Test
    void alerts_of_long_windows_fire_when_they_should_and_nothing_else_does() throws Exception {
        assertThat(run("2m", true)).contains("SUCCESS");
    }

    @Test
    void every_variant_of_an_alert_is_tried_in_four_ways() {
        Map<String, Integer> tried = new TreeMap<>();
        AlertCases.all().forEach(each -> tried.merge(each.name().split(" (fires|is|ends)", 2)[0], 1, Integer::sum));
        Set<String> variants = new TreeSet<>();
        for (Rule.Alert alert : Rules.alerts(Committed.objectives())) {
            String window = alert.labels().getOrDefault("window", "");
            variants.add(
                    (alert.name() + " " + alert.severity().name().toLowerCase(java.util.Locale.ROOT) + " " + window)
                            .strip());
        }
        // Always firing: it has nothing to be below of or to recover from.
        variants.remove("Watchdog none");
        tried.remove("Watchdog");

        assertThat(tried.keySet()).isEqualTo(variants);
        assertThat(tried.values()).allMatch(times -> times >= 4);
    }

    private String run(String evaluationInterval, boolean isLong) throws Exception {
        writeRules();
        List<AlertCases.Case> cases = AlertCases.all().stream()
                .filter(each -> each.isLong() == isLong)
                .toList();
        Files.writeString(directory.resolve("test.yml"), AlertTests.yaml(evaluationInterval, cases));
        return Promtool.run(directory, "promtool", "test", "rules", "test.yml");
    }

    private void writeRules() throws Exception {
        Files.writeString(directory.resolve(RULES), Committed.files().get("prometheus/" + RULES));
    }
}
