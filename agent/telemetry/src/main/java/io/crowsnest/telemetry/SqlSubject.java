package io.crowsnest.telemetry;

import io.crowsnest.telemetry.SqlLexer.Kind;
import java.util.Locale;
import java.util.Set;

/**
 * Picks out of a statement's tokens what it does and to which table, with OpenTelemetry's meaning of
 * {@code db.operation.name} and {@code db.collection.name}.
 *
 * <p>Fails closed: what is not a plain identifier in a known place becomes {@code none}, so that no literal can reach a label.
 */
final class SqlSubject {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_LOOK = 4096;
    private static final Set<String> OPERATIONS = Set.of(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "REPLACE",
            "CALL",
            "EXEC",
            "EXECUTE",
            "WITH",
            "TRUNCATE",
            "CREATE",
            "ALTER",
            "DROP",
            "BEGIN",
            "COMMIT",
            "ROLLBACK",
            "SET",
            "SHOW",
            "EXPLAIN",
            "COPY",
            "VALUES");

    /** Stand between the keyword and the table. */
    private static final Set<String> MODIFIERS = Set.of("only", "ignore", "low_priority");

    private enum State {
        OPERATION,
        KEYWORD,
        TABLE,
        DOT,
        DONE
    }

    private final CharSequence sql;
    private State state = State.OPERATION;
    private String operation = "other";
    private String keyword = "";
    private final StringBuilder table = new StringBuilder();
    private boolean plain = true;
    private int depth;

    SqlSubject(CharSequence sql) {
        this.sql = sql;
    }

    /** Upper-case keyword, or {@code other}. */
    String operation() {
        return operation;
    }

    /** First table, or {@code none}. */
    String collection() {
        boolean known = plain && table.length() > 0 && table.length() <= LONGEST_NAME && state != State.TABLE;
        return known ? table.toString() : "none";
    }

    /** Looks at the next token. */
    void see(Kind kind, SqlLexer token) {
        if (token.start() >= LONGEST_LOOK) {
            state = State.DONE;
        }
        switch (state) {
            case OPERATION -> operation(kind, token);
            case KEYWORD -> keyword(kind, token);
            case TABLE -> table(kind, token);
            case DOT -> state = kind == Kind.DOT ? State.TABLE : State.DONE;
            case DONE -> {}
        }
    }

    private void operation(Kind kind, SqlLexer token) {
        if (kind == Kind.OPEN || kind == Kind.PARAMETER || kind == Kind.OPERATOR) {
            // As in {? = call f(?)}.
            return;
        }
        String first = kind == Kind.WORD ? token.word().toUpperCase(Locale.ROOT) : "";
        if (!OPERATIONS.contains(first)) {
            state = State.DONE;
            return;
        }
        operation = first;
        state = State.KEYWORD;
        switch (first) {
            case "UPDATE" -> state = State.TABLE;
            case "INSERT", "MERGE", "REPLACE" -> keyword = "into";
            case "SELECT", "DELETE", "WITH" -> keyword = "from";
            default -> state = State.DONE;
        }
        // In parentheses FROM may belong to a function: extract(year from day).
        depth = first.equals("WITH") ? Integer.MIN_VALUE : 0;
    }

    private void keyword(Kind kind, SqlLexer token) {
        switch (kind) {
            case OPEN -> depth++;
            case CLOSE -> depth--;
            case WORD -> state = depth <= 0 && token.word().equals(keyword) ? State.TABLE : state;
            default -> {}
        }
    }

    private void table(Kind kind, SqlLexer token) {
        if (kind == Kind.WORD && MODIFIERS.contains(token.word())) {
            return;
        }
        String part = "";
        if (kind == Kind.WORD) {
            part = token.word();
        } else if (kind == Kind.NAME || (kind == Kind.LITERAL && sql.charAt(token.start()) == '"')) {
            // No database takes a string for a table, but some of us read it as one.
            part = sql.subSequence(token.start() + 1, token.end() - 1)
                    .toString()
                    .toLowerCase(Locale.ROOT);
        }
        plain = plain && isPlain(part);
        table.append(table.length() == 0 ? "" : ".").append(plain ? part : "");
        state = plain ? State.DOT : State.DONE;
    }

    private static boolean isPlain(String part) {
        if (part.isEmpty() || !(Character.isLetter(part.charAt(0)) || part.charAt(0) == '_')) {
            return false;
        }
        for (int i = 1; i < part.length(); i++) {
            char c = part.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '$') {
                return false;
            }
        }
        return true;
    }
}
