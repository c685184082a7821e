package io.crowsnest.telemetry;

import io.crowsnest.telemetry.SqlDialect.Backslash;
import io.crowsnest.telemetry.SqlDialect.DoubleQuotes;
import io.crowsnest.telemetry.SqlDialect.Nesting;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a statement into tokens, front to back in linear time, and leaves out space, comments and hints.
 *
 * <p>Fails closed: what cannot be told from a literal for certain is {@link Kind#UNKNOWN}, and after that nothing may be
 * believed any more. So is what follows a literal without a gap, and a name of more characters than any database allows:
 * signs that a quote was read in the wrong sense.
 */
final class SqlLexer {

    /** Most characters that are read. */
    static final int LONGEST = 1 << 20;

    private static final int LONGEST_NAME = 128;

    enum Kind {
        /** Keyword or name without quotes, see {@link #word}. */
        WORD,
        /** Name in quotes, back-ticks or brackets. */
        NAME,
        /** String, number or anything else whose value must not get out. */
        LITERAL,
        PARAMETER,
        OPERATOR,
        OPEN,
        CLOSE,
        COMMA,
        DOT,
        SEMICOLON,
        END,
        UNKNOWN
    }

    /** Words after which an operand begins: a sign there belongs to a number, and a parenthesis opens no call. */
    private static final Set<String> KEYWORDS = Set.of(
            "all",
            "and",
            "any",
            "as",
            "between",
            "by",
            "case",
            "check",
            "default",
            "delete",
            "distinct",
            "else",
            "escape",
            "except",
            "exists",
            "fetch",
            "first",
            "from",
            "having",
            "ilike",
            "in",
            "insert",
            "intersect",
            "interval",
            "into",
            "is",
            "join",
            "like",
            "limit",
            "minus",
            "next",
            "not",
            "offset",
            "on",
            "or",
            "over",
            "return",
            "returning",
            "select",
            "set",
            "some",
            "then",
            "top",
            "union",
            "using",
            "values",
            "when",
            "where",
            "with");

    /** Operators of more than one character by the first of them, longer ones before those they begin with. */
    private static final String[][] OPERATORS = operators(
            "!~~*", "!~*", "!~~", "!~", "!=", "!<", "!>", "#>>", "#>", "#-", "%=", "&&", "&<", "&=", "*=", "**", "+=",
            "->>", "->", "-|-", "-=", "/=", ":=", "::", "<=>", "<->", "<#>", "<@", "<<", "<=", "<>", "==", "=>", ">>",
            ">=", "@>", "@@", "@?", "^=", "|/", "||/", "||", "|=", "~~*", "~~", "~*", "~=");

    private static final String OPERATOR_CHARACTERS = "!%&*+-/:<=>^|~";

    private final CharSequence sql;
    private final SqlDialect dialect;
    private final int end;
    private int at;
    private int start;
    private String word = "";
    private boolean afterOperand;

    SqlLexer(CharSequence sql, SqlDialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
        this.end = Math.min(sql.length(), LONGEST);
    }

    /** Reads the next token; after {@link Kind#UNKNOWN} there is none. */
    Kind next() {
        if (!skipSpaceAndComments()) {
            return Kind.UNKNOWN;
        }
        start = at;
        if (at >= end) {
            return end < sql.length() ? Kind.UNKNOWN : Kind.END;
        }
        Kind kind = read(sql.charAt(at));
        afterOperand = switch (kind) {
            case WORD -> !isKeyword();
            case NAME, LITERAL, PARAMETER, CLOSE -> true;
            default -> false;
        };
        return kind;
    }

    /** Where the token begins. */
    int start() {
        return start;
    }

    /** Where the token ends. */
    int end() {
        return at;
    }

    /** The {@link Kind#WORD} in lower case. */
    String word() {
        return word;
    }

    /** Whether an operand begins after this {@link Kind#WORD}. */
    boolean isKeyword() {
        return KEYWORDS.contains(word);
    }

    private Kind read(char first) {
        return switch (first) {
            case '\'' -> string('\'', dialect.backslash);
            case '"' -> dialect.doubleQuotes == DoubleQuotes.NAME ? name('"') : string('"', dialect.backslash);
            case '`' -> dialect.backticks ? name('`') : Kind.UNKNOWN;
            case '[' -> bracket();
            case '(', '{' -> single(Kind.OPEN);
            case ')', '}', ']' -> single(Kind.CLOSE);
            case ',' -> single(Kind.COMMA);
            case ';' -> single(Kind.SEMICOLON);
            case '.' -> !afterOperand && isDigit(peek(1)) ? number() : single(Kind.DOT);
            case '?' -> questionMark();
            case ':' -> colon();
            case '$' -> dollar();
            case '@' -> at();
            case '#' -> hash();
            case '-', '+' -> sign();
            default -> {
                if (isDigit(first)) {
                    yield number();
                }
                if (isWordStart(first)) {
                    yield word("");
                }
                yield OPERATOR_CHARACTERS.indexOf(first) >= 0 ? operator() : Kind.UNKNOWN;
            }
        };
    }

    private Kind single(Kind kind) {
        at++;
        return kind;
    }

    /** A literal that ends with the next quote which is not doubled; {@link #at} is at its first. */
    private Kind string(char quote, Backslash backslash) {
        at++;
        while (at < end) {
            char c = sql.charAt(at++);
            if (c == quote) {
                if (peek(0) != quote) {
                    return closed(Kind.LITERAL);
                }
                at++;
            } else if (c == '\\' && backslash != Backslash.PLAIN) {
                if (backslash == Backslash.NOT_UNDERSTOOD && peek(0) == quote) {
                    return Kind.UNKNOWN;
                }
                at++;
            }
        }
        return Kind.UNKNOWN;
    }

    private Kind closed(Kind kind) {
        return isWordPart(peek(0)) ? Kind.UNKNOWN : kind;
    }

    private Kind name(char close) {
        int from = ++at;
        while (at < end && at - from <= LONGEST_NAME) {
            char c = sql.charAt(at++);
            if (Character.isISOControl(c)) {
                return Kind.UNKNOWN;
            }
            if (c == close) {
                if (peek(0) != close) {
                    char next = peek(0);
                    return next == '\'' || next == '"' ? Kind.UNKNOWN : closed(Kind.NAME);
                }
                at++;
            }
        }
        return Kind.UNKNOWN;
    }

    private Kind bracket() {
        return switch (dialect.brackets) {
            case NAME -> name(']');
            case ARRAY -> single(Kind.OPEN);
            case NOT_UNDERSTOOD -> Kind.UNKNOWN;
        };
    }

    private Kind word(String prefix) {
        int from = at;
        while (isWordPart(peek(0))) {
            at++;
        }
        if (at - from > LONGEST_NAME) {
            return Kind.UNKNOWN;
        }
        word = prefix + sql.subSequence(from, at).toString().toLowerCase(Locale.ROOT);
        if (peek(0) == '\'') {
            return beforeString();
        }
        char quote = peek(1);
        if (word.equals("u") && peek(0) == '&' && (quote == '\'' || quote == '"') && hasUnicodeStrings()) {
            at++;
            return read(quote);
        }
        return Kind.WORD;
    }

    /** Some words are part of the string that follows without a gap. */
    private Kind beforeString() {
        return switch (word) {
            case "b", "n", "x" -> string('\'', dialect.backslash);
            case "e" -> string('\'', escapeStrings());
            case "q", "nq" -> dialect == SqlDialect.ORACLE ? alternativeQuotes() : Kind.UNKNOWN;
            default -> Kind.WORD;
        };
    }

    private Backslash escapeStrings() {
        return dialect == SqlDialect.POSTGRESQL || dialect == SqlDialect.MYSQL
                ? Backslash.ESCAPES
                : Backslash.NOT_UNDERSTOOD;
    }

    private boolean hasUnicodeStrings() {
        return switch (dialect) {
            case POSTGRESQL, H2, STANDARD, UNKNOWN -> true;
            case MYSQL, SQL_SERVER, ORACLE, SQLITE -> false;
        };
    }

    /** Oracle's {@code q'[...]'}. */
    private Kind alternativeQuotes() {
        at++;
        if (at >= end) {
            return Kind.UNKNOWN;
        }
        char open = sql.charAt(at++);
        char close = switch (open) {
            case '[' -> ']';
            case '(' -> ')';
            case '{' -> '}';
            case '<' -> '>';
            default -> open;
        };
        while (at < end) {
            if (sql.charAt(at++) == close && peek(0) == '\'') {
                at++;
                return closed(Kind.LITERAL);
            }
        }
        return Kind.UNKNOWN;
    }

    /** Also what is no number: a digit makes all that is joined to it a literal. */
    private Kind number() {
        boolean decimal = peek(1) != 'x' && peek(1) != 'X';
        for (char c = peek(0); isWordPart(c) || c == '.'; c = peek(0)) {
            at++;
            boolean exponent = decimal && (c == 'e' || c == 'E') && (peek(0) == '+' || peek(0) == '-');
            if (exponent && isDigit(peek(1))) {
                at++;
            }
        }
        char next = peek(0);
        return next == '\'' || next == '"' ? Kind.UNKNOWN : Kind.LITERAL;
    }

    private Kind sign() {
        if (!afterOperand && (isDigit(peek(1)) || (peek(1) == '.' && isDigit(peek(2))))) {
            at++;
            return number();
        }
        return operator();
    }

    private Kind questionMark() {
        if (dialect == SqlDialect.POSTGRESQL) {
            // Of JSON: ?| and ?&, which the driver wants with a second question mark.
            char next = peek(1);
            if (next == '?') {
                at += peek(2) == '|' || peek(2) == '&' ? 3 : 2;
                return Kind.OPERATOR;
            }
            if ((next == '|' || next == '&') && peek(2) != next) {
                at += 2;
                return Kind.OPERATOR;
            }
        }
        return numberedParameter();
    }

    /** The rest of a parameter: its name or number. */
    private Kind parameter() {
        while (isWordPart(peek(0))) {
            at++;
        }
        return peek(0) == '\'' || peek(0) == '"' ? Kind.UNKNOWN : Kind.PARAMETER;
    }

    private Kind colon() {
        // Not that of a[1:2].
        boolean apart = !afterOperand || Character.isWhitespace(sql.charAt(at - 1));
        if (apart && isWordPart(peek(1))) {
            at++;
            return parameter();
        }
        return operator();
    }

    private Kind at() {
        switch (dialect) {
            case MYSQL, SQL_SERVER, SQLITE, UNKNOWN -> {
                if (peek(1) == '@' && isWordStart(peek(2))) {
                    at += 2;
                    return word("@@");
                }
                if (isWordPart(peek(1)) && peek(1) != '@') {
                    at++;
                    return parameter();
                }
                return single(Kind.OPERATOR);
            }
            case POSTGRESQL -> {
                return operator();
            }
            default -> {
                return single(Kind.OPERATOR);
            }
        }
    }

    private Kind hash() {
        return switch (dialect) {
            case POSTGRESQL -> operator();
            case SQL_SERVER -> word("");
            default -> Kind.UNKNOWN;
        };
    }

    private Kind dollar() {
        char next = peek(1);
        switch (dialect) {
            case POSTGRESQL -> {
                return isDigit(next) ? numberedParameter() : dollarQuotes();
            }
            case H2 -> {
                return isDigit(next) ? numberedParameter() : next == '$' ? dollarQuotes() : Kind.UNKNOWN;
            }
            case SQL_SERVER -> {
                at++;
                return isDigit(next) || next == '.' ? number() : isWordStart(next) ? word("$") : Kind.UNKNOWN;
            }
            case SQLITE -> {
                at++;
                return isWordStart(next) ? parameter() : Kind.UNKNOWN;
            }
            case UNKNOWN -> {
                return isDigit(next) ? numberedParameter() : Kind.UNKNOWN;
            }
            default -> {
                return Kind.UNKNOWN;
            }
        }
    }

    private Kind numberedParameter() {
        at++;
        while (isDigit(peek(0))) {
            at++;
        }
        char next = peek(0);
        return next == '\'' || next == '"' ? Kind.UNKNOWN : Kind.PARAMETER;
    }

    /**
     * {@code $$...$$} or {@code $tag$...$tag$}. A comparison that fails cannot hide the beginning of the closing quote, since
     * there is no dollar within a tag: it is never necessary to look at a character twice.
     */
    private Kind dollarQuotes() {
        int tag = at++;
        while (peek(0) != '$' && isWordPart(peek(0))) {
            at++;
        }
        if (peek(0) != '$') {
            return Kind.UNKNOWN;
        }
        at++;
        int length = at - tag;
        while (at < end) {
            if (sql.charAt(at) != '$') {
                at++;
                continue;
            }
            int same = 1;
            while (same < length && peek(same) == sql.charAt(tag + same)) {
                same++;
            }
            at += same;
            if (same == length) {
                return closed(Kind.LITERAL);
            }
        }
        return Kind.UNKNOWN;
    }

    private Kind operator() {
        char first = sql.charAt(at);
        if (first == '*' && peek(1) == '/') {
            // The end of a comment that had none for us.
            return Kind.UNKNOWN;
        }
        for (String operator : OPERATORS[first]) {
            if (isNext(operator)) {
                at += operator.length();
                return Kind.OPERATOR;
            }
        }
        return single(Kind.OPERATOR);
    }

    private boolean isNext(String operator) {
        for (int i = 1; i < operator.length(); i++) {
            if (peek(i) != operator.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** False if what is skipped may not be a comment. */
    private boolean skipSpaceAndComments() {
        boolean understood = true;
        while (understood && at < end) {
            char c = sql.charAt(at);
            char next = c == '-' || c == '/' ? peek(1) : 0;
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                at++;
            } else if (c == '-' && next == '-') {
                boolean gap = at + 2 >= end || Character.isWhitespace(peek(2));
                if (dialect == SqlDialect.MYSQL && !gap) {
                    return true;
                }
                // MySQL takes two signs in 5--3 for an operator each.
                understood = (dialect != SqlDialect.UNKNOWN || gap) && skipLine();
            } else if (c == '#' && dialect == SqlDialect.MYSQL) {
                understood = skipLine();
            } else if (c == '/' && next == '/') {
                understood = dialect == SqlDialect.H2 && skipLine();
            } else if (c == '/' && next == '*') {
                understood = skipComment();
            } else {
                return true;
            }
        }
        return understood;
    }

    private boolean skipLine() {
        while (at < end) {
            char c = sql.charAt(at++);
            if (c == '\n') {
                return true;
            }
            if (c == '\r' && peek(0) != '\n') {
                // Only PostgreSQL is known to end a line here; others may read on.
                return dialect == SqlDialect.POSTGRESQL;
            }
        }
        return true;
    }

    private boolean skipComment() {
        at += 2;
        boolean executed = (dialect == SqlDialect.MYSQL || dialect == SqlDialect.UNKNOWN)
                && (peek(0) == '!' || (peek(0) == 'M' && peek(1) == '!'));
        int depth = 1;
        while (at < end) {
            char c = sql.charAt(at++);
            if (c == '*' && peek(0) == '/') {
                at++;
                if (--depth == 0) {
                    return true;
                }
            } else if (c == '/' && peek(0) == '*') {
                if (dialect.nesting == Nesting.NOT_UNDERSTOOD || executed) {
                    return false;
                }
                if (dialect.nesting == Nesting.NESTED) {
                    at++;
                    depth++;
                }
            } else if (executed && (c == '\'' || c == '"' || c == '`' || c == '#' || (c == '-' && peek(0) == '-'))) {
                // What MySQL executes can have a string that holds the end of the comment.
                return false;
            }
        }
        return false;
    }

    /** A character further on, zero beyond the end. */
    private char peek(int ahead) {
        int index = at + ahead;
        return index < end ? sql.charAt(index) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c > 127 && Character.isLetter(c));
    }

    private boolean isWordPart(char c) {
        return isWordStart(c)
                || isDigit(c)
                || c == '$'
                || (c == '#' && (dialect == SqlDialect.SQL_SERVER || dialect == SqlDialect.ORACLE))
                || (c == '@' && dialect == SqlDialect.SQL_SERVER)
                || (c > 127 && Character.isLetterOrDigit(c));
    }

    private static String[][] operators(String... all) {
        String[][] byFirst = new String[128][0];
        for (String operator : all) {
            String[] known = byFirst[operator.charAt(0)];
            String[] more = java.util.Arrays.copyOf(known, known.length + 1);
            more[known.length] = operator;
            byFirst[operator.charAt(0)] = more;
        }
        return byFirst;
    }
}
