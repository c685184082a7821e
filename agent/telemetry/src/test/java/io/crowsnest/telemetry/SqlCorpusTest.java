package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table {@code statements.txt}. */
class SqlCorpusTest {

    record Row(String system, String sql, String digest, String text) {

        @Override
        public String toString() {
            return system + ": " + sql;
        }
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        try (BufferedReader table = new BufferedReader(new InputStreamReader(
                SqlCorpusTest.class.getResourceAsStream("statements.txt"), StandardCharsets.UTF_8))) {
            for (String line = table.readLine(); line != null; line = table.readLine()) {
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                String[] statement = line.split(" \\| ", 2);
                String[] expected = table.readLine().trim().split(" ", 2);
                rows.add(new Row(statement[0], statement[1], expected[0], expected[1]));
            }
        }
        return rows;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void is_shown_as_the_table_says(Row row) {
        String sql = row.sql.replace('⏎', '\n').replace('⇥', '\t');

        SqlStatement statement = SqlNormaliser.read(sql, SqlDialect.of(row.system));

        assertThat(statement.text()).isEqualTo(row.text);
        assertThat(statement.digest()).isEqualTo(row.digest);
    }

    @Test
    void the_table_is_long_enough() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(300);
    }

    @Test
    void equal_texts_have_equal_digests_and_others_have_others() throws IOException {
        assertThat(rows().stream().map(row -> row.text).distinct())
                .hasSameSizeAs(rows().stream().map(row -> row.digest).distinct().toList());
    }
}
