package io.crowsnest.telemetry;

import java.util.Locale;
import java.util.Set;

/**
 * What a statement does and to which table, with OpenTelemetry's meaning of {@code db.operation.name} and
 * {@code db.collection.name}.
 *
 * <p>Read in one pass over the first words. Fails closed: what is not a plain identifier in a known place becomes
 * {@code none}, so that no literal can reach a label.
 *
 * @param operation upper-case keyword, or {@code other}
 * @param collection first table, or {@code none}
 * @param batchOperation the operation when many of it are sent at once
 */
record SqlSummary(String operation, String collection, String batchOperation) {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_LOOK = 4096;
    private static final Set<String> OPERATIONS = Set.of(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "MERGE",
            "CALL",
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
    private static final Set<String> WITH_TABLE_AFTER_FROM = Set.of("SELECT", "DELETE", "WITH");

    static SqlSummary of(String sql) {
        Words words = new Words(sql);
        String operation = words.next().toUpperCase(Locale.ROOT);
        if (!OPERATIONS.contains(operation)) {
            return new SqlSummary("other", "none", "BATCH");
        }
        return new SqlSummary(operation, collection(operation, words), "BATCH " + operation);
    }

    private static String collection(String operation, Words words) {
        if (operation.equals("UPDATE")) {
            return identifier(words.next());
        }
        String before = operation.equals("INSERT") || operation.equals("MERGE")
                ? "INTO"
                : WITH_TABLE_AFTER_FROM.contains(operation) ? "FROM" : "";
        if (before.isEmpty()) {
            return "none";
        }
        // In parentheses FROM may belong to a function: extract(year from day).
        int depth = operation.equals("WITH") ? Integer.MIN_VALUE : 0;
        for (String word = words.next(); !word.isEmpty(); word = words.next()) {
            if (word.equals("(")) {
                depth++;
            } else if (word.equals(")")) {
                depth--;
            } else if (depth <= 0 && word.equalsIgnoreCase(before)) {
                return identifier(words.next());
            }
        }
        return "none";
    }

    private static String identifier(String word) {
        if (word.isEmpty() || word.length() > LONGEST_NAME) {
            return "none";
        }
        char first = word.charAt(0);
        return Character.isLetter(first) || first == '_' ? word.toLowerCase(Locale.ROOT) : "none";
    }

    /** Words of a statement: identifiers with their dots; every other character is a word of its own, literals are "'". */
    private static final class Words {
        private final String sql;
        private final int end;
        private int at;

        Words(String sql) {
            this.sql = sql;
            this.end = Math.min(sql.length(), LONGEST_LOOK);
        }

        String next() {
            skipSpaceAndComments();
            if (at >= end) {
                return "";
            }
            char first = sql.charAt(at);
            if (first == '\'') {
                skipLiteral();
                return "'";
            }
            if (first == '"' || first == '`') {
                return quoted(first);
            }
            if (first == '$' && at + 1 < end && !Character.isDigit(sql.charAt(at + 1))) {
                // PostgreSQL's dollar quotes: read no further.
                at = end;
                return "'";
            }
            int start = at++;
            if (isWordPart(first)) {
                while (at < end && isWordPart(sql.charAt(at))) {
                    at++;
                }
            }
            return sql.substring(start, at);
        }

        private String quoted(char quote) {
            int start = ++at;
            while (at < end && sql.charAt(at) != quote) {
                at++;
            }
            String name = sql.substring(start, at++);
            return name.chars().allMatch(c -> isWordPart((char) c)) ? name : "\"";
        }

        private void skipLiteral() {
            for (at++; at < end; at++) {
                if (sql.charAt(at) == '\\') {
                    // Whether it escapes the next quote depends on the server: read no further.
                    at = end;
                    return;
                }
                if (sql.charAt(at) == '\'') {
                    if (at + 1 < end && sql.charAt(at + 1) == '\'') {
                        at++;
                    } else {
                        at++;
                        return;
                    }
                }
            }
        }

        private void skipSpaceAndComments() {
            while (at < end) {
                if (Character.isWhitespace(sql.charAt(at))) {
                    at++;
                } else if (sql.startsWith("--", at)) {
                    int line = sql.indexOf('\n', at);
                    at = line < 0 ? end : line + 1;
                } else if (sql.startsWith("/*", at)) {
                    int close = sql.indexOf("*/", at + 2);
                    at = close < 0 ? end : close + 2;
                } else {
                    return;
                }
            }
        }

        private static boolean isWordPart(char c) {
            return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
        }
    }
}
