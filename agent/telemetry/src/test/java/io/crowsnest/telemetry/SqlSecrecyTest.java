package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Statements made at random of what each dialect allows, with a marker in every literal and comment: no marker may be left in
 * anything that is shown; not where the end of a statement is missing either, nor where nobody knows which dialect it is.
 */
class SqlSecrecyTest {

    private static final long SEED = 20_261_124;
    private static final int STATEMENTS = 26_000;
    private static final int MORE_STATEMENTS = 3_000;

    /** In letters, in digits and in hexadecimal: what a literal can hold, and no word, name or number of the statements does. */
    private static final String LETTERS = "zqmarkerqz";

    private static final String DIGITS = "739184652";
    private static final String HEX = "7a716d71";

    private static final class Statements {
        private final Random random = new Random(SEED);
        private final SqlDialect dialect;

        Statements(SqlDialect dialect) {
            this.dialect = dialect;
        }

        private String pick(List<String> options) {
            return options.get(random.nextInt(options.size()));
        }

        String next() {
            return gap()
                    + switch (random.nextInt(8)) {
                        case 0 -> "INSERT" + gap() + "INTO t" + gap() + "(a, b) VALUES " + rows();
                        case 1 -> "UPDATE t SET a = " + expression(2) + gap() + "WHERE b = " + expression(1);
                        case 2 -> "DELETE FROM t WHERE a IN (" + list() + ")" + gap();
                        case 3 ->
                            "MERGE INTO t USING u ON t.a = " + value() + " WHEN MATCHED THEN UPDATE SET a = " + value();
                        case 4 -> "{call p(" + list() + ")}";
                        case 5 ->
                            "WITH x AS (SELECT " + list() + ") SELECT a" + gap() + "FROM x WHERE " + expression(3);
                        default ->
                            "SELECT " + list() + gap() + "FROM " + name() + " WHERE " + expression(3) + gap() + tail();
                    };
        }

        private String tail() {
            return pick(List.of("", " ", ";", " ORDER BY a", "\n;\n")) + gap();
        }

        private String rows() {
            StringBuilder rows = new StringBuilder();
            String comma = "";
            for (int i = random.nextInt(4); i >= 0; i--) {
                rows.append(comma).append("(").append(list()).append(")");
                comma = pick(List.of(",", ", ", " ,\n"));
            }
            return rows.toString();
        }

        private String list() {
            StringBuilder list = new StringBuilder();
            String comma = "";
            for (int i = random.nextInt(5); i >= 0; i--) {
                list.append(comma).append(random.nextInt(4) == 0 ? expression(1) : value());
                comma = pick(List.of(",", ", ", "," + gap()));
            }
            return list.toString();
        }

        private String expression(int depth) {
            String left = random.nextBoolean() ? name() : value();
            String right = depth > 0 && random.nextBoolean() ? "(" + expression(depth - 1) + ")" : value();
            return left
                    + gap()
                    + pick(List.of("=", "<>", " LIKE ", "+", " || ", " - ", " * ", " AND ", ">="))
                    + gap()
                    + right;
        }

        private String name() {
            return switch (dialect) {
                case SQL_SERVER -> pick(List.of("a", "[b]", "[it's]", "\"c\"", "#d"));
                case MYSQL -> pick(List.of("a", "`b`", "`it's`", "t.c"));
                case SQLITE -> pick(List.of("a", "`b`", "[c]", "t.d"));
                case UNKNOWN -> pick(List.of("a", "t.b", "`c`"));
                default -> pick(List.of("a", "\"b\"", "t.c", "\"it's\""));
            };
        }

        private String value() {
            return switch (random.nextInt(6)) {
                case 0 -> number();
                case 1 -> pick(List.of("?", "NULL", "TRUE", "now()", ":p"));
                default -> string();
            };
        }

        private String number() {
            return pick(List.of(
                    DIGITS,
                    "-" + DIGITS,
                    DIGITS + ".5",
                    "." + DIGITS,
                    DIGITS + "e5",
                    "1.5E-" + DIGITS,
                    "1e+" + DIGITS,
                    "0x" + HEX,
                    "0X" + HEX,
                    DIGITS + "L"));
        }

        private String string() {
            List<Supplier<String>> kinds = new ArrayList<>(List.of(
                    () -> "'" + content("''") + "'",
                    () -> "N'" + content("''") + "'",
                    () -> "X'" + HEX + "'",
                    () -> "DATE '" + DIGITS + "'",
                    () -> "''''",
                    () -> "''"));
            switch (dialect) {
                case POSTGRESQL -> {
                    kinds.add(() -> "E'" + content("\\'") + "\\\\'");
                    kinds.add(() -> "$$" + content("'") + "$$");
                    kinds.add(() -> "$a$" + content("$$") + "$b$'$a$");
                    kinds.add(() -> "B'" + DIGITS + "'");
                    kinds.add(() -> "U&'" + content("''") + "'");
                    kinds.add(() -> "'" + content("''") + "\\'");
                    kinds.add(() -> "'" + content("''") + "'::text");
                    kinds.add(() -> "ARRAY['" + content("''") + "', '" + LETTERS + "']");
                }
                case MYSQL -> {
                    kinds.add(() -> "'" + content("\\'") + "\\\\'");
                    kinds.add(() -> "\"" + content("\\\"") + "'\"");
                    kinds.add(() -> "\"" + content("\"\"") + "'\"");
                    kinds.add(() -> "_utf8mb4'" + content("''") + "'");
                    kinds.add(() -> "b'" + DIGITS + "'");
                }
                case ORACLE -> {
                    kinds.add(() -> "q'[" + content("'") + "]'");
                    kinds.add(() -> "Q'!" + content("'") + "!'");
                    kinds.add(() -> "nq'{" + content("'") + "}'");
                    kinds.add(() -> "'" + content("''") + "\\'");
                }
                case SQL_SERVER -> {
                    kinds.add(() -> "$" + DIGITS + ".50");
                    kinds.add(() -> "'" + content("''") + "\\'");
                }
                case H2 -> kinds.add(() -> "$$" + content("'") + "$$");
                case SQLITE, UNKNOWN -> kinds.add(() -> "\"" + content("\"\"") + "'\"");
                case STANDARD -> kinds.add(() -> "U&'" + content("''") + "'");
            }
            return kinds.get(random.nextInt(kinds.size())).get();
        }

        /** What a string may hold, with quotes as they are written in it; reads as anything but a string. */
        private String content(String quote) {
            StringBuilder content = new StringBuilder();
            for (int i = random.nextInt(4); i >= 0; i--) {
                content.append(pick(List.of(
                        quote, " ", "--", "/*", "*/", "#", "%", "\n", "(", "?", ", ", ";", LETTERS, DIGITS, "é",
                        "\t")));
            }
            return content.append(LETTERS).toString();
        }

        private String gap() {
            if (random.nextInt(3) > 0) {
                return " ";
            }
            List<String> gaps = new ArrayList<>(List.of(
                    " ",
                    "\n",
                    "\t",
                    "\u000b\f",
                    "\r\n",
                    " /* " + LETTERS + " ' */ ",
                    " /*" + DIGITS + "*/ ",
                    "/*+ " + LETTERS + " */",
                    " -- " + LETTERS + " ' \"\n",
                    " -- " + DIGITS + "\r\n"));
            switch (dialect) {
                case POSTGRESQL, SQL_SERVER -> {
                    gaps.add(" /* /* " + LETTERS + " */ " + LETTERS + " ' */ ");
                    gaps.add(" --" + LETTERS + "\n");
                }
                case MYSQL -> {
                    gaps.add(" # " + LETTERS + " '\n");
                    gaps.add(" /*!50000 " + LETTERS + " */ ");
                }
                case H2 -> gaps.add(" // " + LETTERS + " '\n");
                case ORACLE, SQLITE -> gaps.add(" /* /* " + LETTERS + " */ ");
                case STANDARD, UNKNOWN -> {}
            }
            return pick(gaps);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_literal_and_no_comment_is_shown(SqlDialect dialect) {
        Statements statements = new Statements(dialect);
        for (int i = 0; i < STATEMENTS; i++) {
            String sql = statements.next();

            String shown = shown(sql, dialect);

            mustNotBeSecret(shown, sql);
            // Who understands nothing shows nothing.
            if (shown.contains(SqlNormaliser.UNPARSED)) {
                fail("not understood: " + sql);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_literal_is_shown_where_the_end_is_missing(SqlDialect dialect) {
        Statements statements = new Statements(dialect);
        for (int i = 0; i < MORE_STATEMENTS; i++) {
            String sql = statements.next();
            String begin = sql.substring(0, statements.random.nextInt(sql.length()));

            String shown = shown(begin, dialect);

            mustNotBeSecret(shown, begin);
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_literal_is_shown_where_the_dialect_is_unknown(SqlDialect dialect) {
        Statements statements = new Statements(dialect);
        for (int i = 0; i < MORE_STATEMENTS; i++) {
            String sql = statements.next();

            String shown = shown(sql, SqlDialect.UNKNOWN);

            mustNotBeSecret(shown, sql);
        }
    }

    private static String shown(String sql, SqlDialect dialect) {
        SqlStatement statement = SqlNormaliser.read(sql, dialect);
        return statement.text() + " " + statement.operation() + " " + statement.collection();
    }

    /** Without the description that an assertion would make for each of some hundred thousand. */
    private static void mustNotBeSecret(String shown, String sql) {
        String all = shown.toLowerCase(Locale.ROOT);
        if (all.contains("marker") || all.contains(DIGITS) || all.contains(HEX)) {
            fail(sql + System.lineSeparator() + "is shown as " + shown);
        }
    }
}
