package io.crowsnest.exporter.prometheus.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rules: [              | rules.yml:1: malformed YAML: expected the node content
                    - a                   | rules.yml:1: the file: expected keys and values
                    hostPort: a:1         | rules.yml:1: hostPort: names another JVM, but the agent reads its own; remove it
                    rules: 1              | rules.yml:1: rules: expected a list
                    rules: [{pattern: (}] | rules.yml:1: pattern: expected a regular expression: Unclosed group
                    rules: [{name: a}]    | rules.yml:1: a rule with a name needs a pattern
                    rules: [{pattern: a, help: b}] | rules.yml:1: a rule with help or labels needs a name
                    rules: [{valueFactor: x}] | rules.yml:1: valueFactor: expected a number
                    rules: [{cache: maybe}] | rules.yml:1: cache: expected true or false
                    lowercaseOutputName: 1  | rules.yml:1: lowercaseOutputName: expected true or false
                    includeObjectNames: [a] | rules.yml:1: a: expected domain:key=value,..
                    startDelaySeconds: -1   | rules.yml:1: startDelaySeconds: expected a number of seconds that is not negative
                    metricCustomizers: [{}] | rules.yml:1: metricCustomizers: expected the key mbeanFilter
                    """)
    void a_mistake_is_said_with_its_line_and_what_would_be_right(String yaml, String message) {
        assertThatThrownBy(() -> RuleFile.parse("rules.yml", yaml))
                .isInstanceOf(RuleFileException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void an_unknown_key_is_passed_over_and_said() throws RuleFileException {
        Rules rules = RuleFile.parse("rules.yml", "ruls: []\nrules:\n- patern: a\n");

        assertThat(rules.rules()).hasSize(1);
        assertThat(rules.notes()).hasSize(2);
        assertThat(rules.notes().get(0)).startsWith("rules.yml:1: ruls: unknown, passed over; expected one of auto");
        assertThat(rules.notes().get(1)).startsWith("rules.yml:3: patern: unknown, passed over; expected one of attr");
    }

    @Test
    void the_line_is_that_of_the_mistake() {
        assertThatThrownBy(() -> RuleFile.parse("rules.yml", "rules:\n- pattern: a\n  name: b\n  cache: maybe\n"))
                .hasMessageStartingWith("rules.yml:4: ");
    }

    @Test
    void a_file_that_is_not_there_is_said() {
        assertThatThrownBy(() -> RuleFile.read("/no/such/rules.yml"))
                .hasMessageStartingWith("/no/such/rules.yml: cannot be read");
    }

    @Test
    void an_empty_file_shows_everything() throws RuleFileException {
        assertThat(RuleFile.parse("rules.yml", "").rules()).hasSize(1);
        assertThat(RuleFile.parse("rules.yml", "rules: []").rules()).isEmpty();
    }

    @Test
    void what_concerns_a_server_of_its_own_is_passed_over() throws RuleFileException {
        Rules rules = RuleFile.parse("rules.yml", "httpServer: {authentication: {}}\nssl: false\nusername: a\n");

        assertThat(rules.rules()).hasSize(1);
    }

    @Test
    void a_timeout_in_the_file_is_the_budget() throws RuleFileException {
        assertThat(RuleFile.parse("rules.yml", "scrapeTimeoutSeconds: 2").budgetNanos())
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(RuleFile.parse("rules.yml", "").budgetNanos())
                .isEqualTo(Duration.ofMillis(500).toNanos());
    }

    @Test
    void keys_of_another_entry_can_be_taken_over() throws RuleFileException {
        String yaml = """
                rules:
                - &first {pattern: a, name: b, type: GAUGE}
                - {<<: *first, name: c}
                """;

        Rule second = RuleFile.parse("rules.yml", yaml).rules().get(1);

        assertThat(second.name()).isEqualTo("c");
        assertThat(second.kind()).isEqualTo(ForeignFamily.Kind.GAUGE);
    }
}
