package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlStatementsTest {

    private final SqlStatements statements = new SqlStatements(SqlDialect.POSTGRESQL);

    @Test
    void a_text_is_read_once() {
        assertThat(statements.of("SELECT 1")).isSameAs(statements.of(new String("SELECT 1")));
    }

    @Test
    void an_unknown_text_is_a_statement_of_which_nothing_is_known() {
        SqlStatement unknown = statements.of(null);

        assertThat(unknown.operation()).isEqualTo("other");
        assertThat(unknown.collection()).isEqualTo("none");
        assertThat(unknown.batchOperation()).isEqualTo("BATCH");
        assertThat(unknown.text()).isEqualTo("<unparsed>");
    }

    @Test
    void literals_in_the_text_do_not_fill_the_heap() {
        for (int i = 0; i < 10_000; i++) {
            statements.of("SELECT " + i);
        }

        assertThat(statements.size()).isBetween(1, SqlStatements.MOST);
    }

    @Test
    void long_texts_do_not_fill_the_heap() {
        for (int i = 0; i < 1000; i++) {
            statements.of("SELECT '" + i + "x".repeat(20_000) + "'");
        }

        assertThat(statements.bytes()).isBetween(1L, SqlStatements.MOST_BYTES);
        assertThat(statements.size()).isLessThan(100);
    }

    @Test
    void a_text_that_is_too_long_is_not_kept() {
        String sql = "SELECT '" + "x".repeat(SqlStatements.LONGEST_KEY) + "'";

        assertThat(statements.of(sql).text()).isEqualTo("select ?");
        assertThat(statements.size()).isZero();
    }

    @Test
    void who_is_in_use_is_still_known_after_a_flood_of_others() {
        SqlStatement used = statements.of("SELECT a FROM t");
        for (int i = 0; i < 10_000; i++) {
            statements.of("SELECT " + i);
            assertThat(statements.of("SELECT a FROM t")).isSameAs(used);
        }
    }
}
