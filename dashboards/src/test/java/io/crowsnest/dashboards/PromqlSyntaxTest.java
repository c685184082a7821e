package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromqlSyntaxTest {

    @Test
    void promtool_reads_every_expression(@TempDir Path directory) throws Exception {
        StringBuilder rules = new StringBuilder("groups: [{name: panels, rules: [\n");
        int number = 0;
        for (BoardFile board : BoardFile.all()) {
            for (Map<String, Object> panel : board.panels()) {
                for (String expression : BoardFile.expressions(panel)) {
                    append(rules, ++number, expression);
                }
            }
            for (Map<String, Object> annotation : board.annotations()) {
                append(rules, ++number, BoardFile.text(annotation, "expr"));
            }
        }
        Files.writeString(directory.resolve("panels.yml"), rules.append("]}]\n"));

        assertThat(Promtool.run(directory, "promtool", "check", "rules", "panels.yml"))
                .contains("SUCCESS: " + number + " rules found");
    }

    private static void append(StringBuilder rules, int number, String expression) {
        rules.append("{record: \"panel:").append(number).append("\", expr: ");
        rules.append(Json.quote(expression.replace("$__rate_interval", "1m").replace("$__range", "1h")));
        rules.append("},\n");
    }
}
