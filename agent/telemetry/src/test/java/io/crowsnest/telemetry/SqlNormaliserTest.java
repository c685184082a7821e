package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlNormaliserTest {

    private static final int MEGABYTE = 1 << 20;

    /** Counts how often a character is looked at. */
    private static final class CountingText implements CharSequence {
        private final String text;
        private long looks;

        CountingText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            throw new AssertionError("a copy of all the text");
        }
    }

    private record Pathological(String name, String begin, String repeated, String end) {

        String ofLength(int length) {
            int room = length - begin.length() - end.length();
            return begin + repeated.repeat(room / repeated.length()) + end;
        }

        @Override
        public String toString() {
            return '"' + name + '"';
        }
    }

    /** Whatever there is of signs, again and again, and where it hurts. */
    static List<Pathological> pathological() {
        List<Pathological> all = new ArrayList<>();
        for (String each : List.of(
                "'",
                "\"",
                "`",
                "$",
                "$a$",
                "$a",
                "(",
                ")",
                "[",
                "]",
                "/*",
                "/**/",
                "/*/",
                "*/",
                "--",
                "-",
                "#",
                "\\",
                "\\'",
                "''",
                "'' ",
                "E'",
                "q'[",
                "?",
                "?|",
                ":",
                "@",
                ".",
                "1",
                "1e+",
                "a",
                "a ",
                "a.",
                ",",
                "(,",
                "in (",
                "in ((",
                "values (",
                "values (?), ",
                "(?), ",
                ";",
                " ",
                "\r",
                "-- \n",
                "<",
                "->",
                "é",
                "\0",
                "1,",
                "x,",
                "{")) {
            all.add(new Pathological(each, "", each, ""));
            all.add(new Pathological("select '" + each, "select '", each, ""));
            all.add(new Pathological("select $tag$" + each, "select $tag$", each, "$tag$"));
            all.add(new Pathological("in (1, " + each, "select a in (1, ", each, ")"));
            all.add(new Pathological("values (1), (" + each, "insert into t values (1), (", each, "), (2)"));
        }
        return all;
    }

    static List<Pathological> megabytes() {
        return List.of(
                new Pathological("quotes", "", "'", ""),
                new Pathological("a string of quotes", "select '", "''", "'"),
                new Pathological("starts of comments", "", "/*", ""),
                new Pathological("a comment of starts", "/*", "/*", "*/ select 1"),
                new Pathological("dollars", "", "$", ""),
                new Pathological("dollars in a string", "select $a$", "$", "$a$"),
                new Pathological("nearly the tag", "select $" + "a".repeat(1000) + "$ ", "$" + "a".repeat(999), ""),
                new Pathological("parentheses", "select ", "(", ""),
                new Pathological("pairs of parentheses", "select ", "()", ""),
                new Pathological("a list", "select a in (1", ", 1", ")"),
                new Pathological("lists", "select a in (1", ", (a in (1", ""),
                new Pathological("rows", "insert into t values (1)", ", (1, 'a', now())", ""),
                new Pathological("rows that differ late", "insert into t values (1)", ", (1, 2, 3), (1, 2, x)", ""),
                new Pathological(
                        "a long row", "insert into t values (1" + ",1".repeat(999) + ")", ", (1,1,1,1,x)", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pathological")
    void looks_at_each_character_a_few_times(Pathological statement) {
        mustBeLinear(statement, MEGABYTE / 128, EnumSet.allOf(SqlDialect.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("megabytes")
    void looks_no_more_often_at_each_of_a_megabyte(Pathological statement) {
        mustBeLinear(statement, MEGABYTE, EnumSet.of(SqlDialect.POSTGRESQL, SqlDialect.MYSQL, SqlDialect.SQL_SERVER));
    }

    private static void mustBeLinear(Pathological statement, int length, Set<SqlDialect> dialects) {
        String sql = statement.ofLength(length);
        for (SqlDialect dialect : dialects) {
            CountingText text = new CountingText(sql);

            SqlNormaliser.read(text, dialect);

            assertThat(text.looks).as("%s, %d characters", dialect, length).isLessThan(20L * length);
        }
    }

    @Test
    void text_beyond_4096_characters_is_cut_and_marked() {
        String sql = "select " + "a, ".repeat(5000) + "b from t";

        String text = SqlNormaliser.read(sql, SqlDialect.POSTGRESQL).text();

        assertThat(text).hasSize(4096).startsWith("select a, a, a").endsWith(LogText.CUT);
    }

    @Test
    void what_is_not_understood_after_the_cut_hides_all_of_it() {
        String sql = "select " + "a, ".repeat(5000) + "'never closed";

        assertThat(SqlNormaliser.read(sql, SqlDialect.POSTGRESQL).text()).isEqualTo(SqlNormaliser.UNPARSED);
    }

    @Test
    void a_statement_of_a_megabyte_of_rows_is_shown_with_its_first() {
        String rows = ", (1, 'a', 0xFF)".repeat(60_000);
        String sql = "INSERT INTO t VALUES (1, 'a', 0xFF)" + rows;
        assertThat(sql.length()).isBetween(900_000, MEGABYTE);

        assertThat(SqlNormaliser.read(sql, SqlDialect.MYSQL).text()).isEqualTo("insert into t values (?, ?, ?)");
    }

    @Test
    void of_more_than_a_megabyte_only_operation_and_table_are_known() {
        String sql = "INSERT INTO t VALUES (1)" + ", (1)".repeat(MEGABYTE / 4);

        SqlStatement statement = SqlNormaliser.read(sql, SqlDialect.MYSQL);

        assertThat(statement.text()).isEqualTo(SqlNormaliser.UNPARSED);
        assertThat(statement.operation()).isEqualTo("INSERT");
        assertThat(statement.collection()).isEqualTo("t");
    }

    @Test
    void a_row_that_is_longer_than_the_text_may_be_is_still_recognised() {
        String row = "(1" + ", now()".repeat(500) + ")";

        assertThat(SqlNormaliser.read("insert into t values " + row, SqlDialect.MYSQL)
                        .text())
                .isEqualTo(SqlNormaliser.read("insert into t values " + row + ", " + row, SqlDialect.MYSQL)
                        .text());
    }

    @ParameterizedTest
    @MethodSource("words")
    void a_statement_keeps_its_meaning_when_normalised_twice(String sql) {
        String once = SqlNormaliser.read(sql, SqlDialect.POSTGRESQL).text();

        assertThat(SqlNormaliser.read(once, SqlDialect.POSTGRESQL).text()).isEqualTo(once);
    }

    static List<String> words() {
        return List.of(
                "select a, -5, 'x' from t where b in (1, 2) and c::int = 7",
                "insert into t (a, b) values (1, now()), (2, now()), (3, 4) returning id",
                "select data ->> 'a', tags ?| array['a', 'b'] from \"T\" where (a, b) in ((1, 2), (3, 4))");
    }
}
