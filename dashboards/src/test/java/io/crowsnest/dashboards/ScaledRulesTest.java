package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaledRulesTest {

    private static final String RULES = Committed.files().get("prometheus/crowsnest.rules.yml");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "for: 2m;                                2000ms",
                "keep_firing_for: 5m;                    5000ms",
                "interval: 30s;                          500ms",
                "x[5m];                                   [5000ms]",
                "x offset 1h;                            offset 60000ms",
                "predict_linear(a:b[1h], 14400) > 1;     [60000ms], 240.0) > 1",
                "crowsnest_log_delivery_lag_seconds > 300; > 5.0",
                "group_wait: 30s;                        500ms",
                "job:slo_errors:ratio_rate1h;            ratio_rate1h",
                "window: \"1h\";                         \"1h\"",
            })
    void times_are_divided_and_names_are_not(String written, String scaled) {
        assertThat(ScaledRules.scaled(written, 60)).endsWith(scaled);
    }

    @Test
    void no_time_of_the_rules_is_left_as_it_is() {
        Pattern unscaled = Pattern.compile("for: \\d+[smhd]\\b|\\[\\d+[smhd]]|offset \\d+[smhd]\\b|\\b14400\\b");

        assertThat(ScaledRules.scaled(RULES, 60)).doesNotContainPattern(unscaled);
    }

    @Test
    void promtool_reads_them(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("scaled.yml"), ScaledRules.scaled(RULES, 60));

        assertThat(Promtool.run(directory, "promtool", "check", "rules", "scaled.yml"))
                .contains("SUCCESS");
    }
}
