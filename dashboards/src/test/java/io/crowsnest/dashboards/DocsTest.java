package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.rules.Rule;
import io.crowsnest.dashboards.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written for people names what there is. */
class DocsTest {

    private static final Path DOCS = Path.of("../docs");

    @Test
    void every_alert_has_a_runbook_and_every_runbook_an_alert() throws IOException {
        Set<String> alerts = new TreeSet<>();
        Rules.alerts(Committed.objectives()).stream().map(Rule.Alert::name).forEach(alerts::add);

        Set<String> sections = new TreeSet<>();
        Matcher heading = Pattern.compile("(?m)^## (\\w+)$").matcher(Files.readString(DOCS.resolve("alerts.md")));
        while (heading.find()) {
            sections.add(heading.group(1));
        }

        assertThat(sections).isEqualTo(alerts);
    }

    @Test
    void every_runbook_says_what_to_look_at_and_what_to_do() throws IOException {
        for (String section : Files.readString(DOCS.resolve("alerts.md")).split("(?m)^## ", -1)) {
            String name = section.lines().findFirst().orElse("");
            if (name.matches("\\w+") && !name.equals("Watchdog")) {
                assertThat(section).as(name).contains("**Look at**").contains("**Do**");
            }
        }
    }

    @Test
    void every_dashboard_is_described_with_the_question_that_it_answers() throws IOException {
        String docs = Files.readString(DOCS.resolve("dashboards.md"));

        for (BoardFile board : BoardFile.all()) {
            assertThat(docs).contains("`" + board.uid() + "`").contains(BoardFile.text(board.json(), "description"));
        }
    }
}
