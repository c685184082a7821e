package io.crowsnest.telemetry;

import io.crowsnest.telemetry.SqlLexer.Kind;

/**
 * Writes a statement in the form that it shares with all statements of its kind: literals and parameters are {@code ?}, words
 * in lower case, comments gone, one way to set spaces; of a list {@code in (?, ?, ?)} and of rows of values that are alike the
 * first is left. In one pass, and in linear time.
 *
 * <p>Fails closed: if anything in it is not understood, all of it is {@value #UNPARSED}.
 */
final class SqlNormaliser {

    /** Stands for a statement that is unknown or was not understood. */
    static final String UNPARSED = "<unparsed>";

    /** Most characters that are kept. */
    static final int LONGEST_TEXT = 4 << 10;

    private static final int NOWHERE = -1;

    private final CharSequence sql;
    private final SqlLexer token;
    private final SqlSubject subject;
    private final Output output = new Output();

    private Kind previous = Kind.END;
    private String previousWord = "";
    private boolean previousIsKeyword;
    private boolean previousIsCast;
    private boolean semicolon;
    private int depth;

    /** Depth within the list whose items are folded. */
    private int listDepth = NOWHERE;

    private Items items = Items.NONE;

    /** Depth around the rows that are compared. */
    private int rowsDepth = NOWHERE;

    private boolean commaAfterRow;

    /** What is known of the list at this point. */
    private enum Items {
        NONE,
        /** The last item was a single {@code ?}, which is written. */
        WRITTEN,
        /** After it came a comma, which is not. */
        COMMA,
        /** And then another {@code ?}, which is not either. */
        FOLDED
    }

    private SqlNormaliser(CharSequence sql, SqlDialect dialect) {
        this.sql = sql;
        this.token = new SqlLexer(sql, dialect);
        this.subject = new SqlSubject(sql);
    }

    /** Reads {@code sql}; nothing of what is returned keeps it alive. */
    static SqlStatement read(CharSequence sql, SqlDialect dialect) {
        return new SqlNormaliser(sql, dialect).read();
    }

    private SqlStatement read() {
        Kind kind = token.next();
        while (kind != Kind.END && kind != Kind.UNKNOWN) {
            subject.see(kind, token);
            if (isBeforePassword(kind)) {
                kind = Kind.UNKNOWN;
                break;
            }
            if (!isHeldBack(kind)) {
                write(kind);
            }
            remember(kind);
            kind = token.next();
        }
        String text = kind == Kind.UNKNOWN || output.isEmpty() ? UNPARSED : output.text();
        return SqlStatement.of(subject.operation(), subject.collection(), text);
    }

    /** Some databases take a password for a name: {@code identified by tiger}, {@code password "tiger"}. */
    private boolean isBeforePassword(Kind kind) {
        return kind == Kind.WORD
                ? token.word().equals("identified")
                : kind == Kind.NAME && previousWord.equals("password");
    }

    private void remember(Kind kind) {
        previous = kind;
        previousWord = kind == Kind.WORD ? token.word() : "";
        previousIsKeyword = kind == Kind.WORD && token.isKeyword();
        previousIsCast = kind == Kind.OPERATOR && isCast();
    }

    /** Whether this token may turn out to be a repetition; else what was held back is written now. */
    private boolean isHeldBack(Kind kind) {
        if (kind == Kind.SEMICOLON) {
            // Written if something follows.
            endRows();
            semicolon = true;
            return true;
        }
        return isRepeatedItem(kind) || isCommaAfterRow(kind);
    }

    private boolean isRepeatedItem(Kind kind) {
        if (depth != listDepth) {
            return false;
        }
        if (kind == Kind.COMMA && items != Items.NONE && items != Items.COMMA) {
            items = Items.COMMA;
            return true;
        }
        boolean value = kind == Kind.LITERAL || kind == Kind.PARAMETER;
        if (value && items == Items.COMMA) {
            items = Items.FOLDED;
            return true;
        }
        boolean end = kind == Kind.CLOSE && items == Items.FOLDED;
        if (!end && (items == Items.COMMA || items == Items.FOLDED)) {
            output.append(items == Items.COMMA ? "," : ", ?");
        }
        items = value && (previous == Kind.OPEN || previous == Kind.COMMA) ? Items.WRITTEN : Items.NONE;
        return false;
    }

    private boolean isCommaAfterRow(Kind kind) {
        if (depth != rowsDepth) {
            return false;
        }
        if (commaAfterRow) {
            commaAfterRow = false;
            if (kind == Kind.OPEN && output.expectRow()) {
                return false;
            }
            output.append(",");
            rowsDepth = NOWHERE;
            return false;
        }
        if (kind == Kind.COMMA && previous == Kind.CLOSE) {
            commaAfterRow = true;
            return true;
        }
        endRows();
        return false;
    }

    private void endRows() {
        if (commaAfterRow) {
            output.append(",");
            commaAfterRow = false;
        }
        rowsDepth = NOWHERE;
    }

    private void write(Kind kind) {
        if (semicolon) {
            output.append(";");
            semicolon = false;
        }
        if (kind == Kind.CLOSE) {
            close();
            return;
        }
        if (!output.expectsRow() && hasSpaceBefore(kind)) {
            output.append(' ');
        }
        switch (kind) {
            case WORD -> output.append(token.word());
            case LITERAL, PARAMETER -> output.append('?');
            case OPEN -> open();
            default -> copy();
        }
    }

    private void open() {
        boolean values = previousWord.equals("values") || previousWord.equals("value");
        boolean firstOfList = previous == Kind.OPEN && depth == listDepth;
        if (values || firstOfList) {
            rowsDepth = depth;
        }
        if (depth == rowsDepth) {
            output.beginRow();
        }
        copy();
        depth++;
        if (previousWord.equals("in") || previousWord.equals("array")) {
            listDepth = depth;
            items = Items.NONE;
        }
    }

    private void close() {
        copy();
        depth--;
        if (depth < listDepth) {
            listDepth = NOWHERE;
        }
        if (depth == rowsDepth) {
            output.endRow();
        } else if (depth < rowsDepth) {
            rowsDepth = NOWHERE;
        }
    }

    private void copy() {
        for (int i = token.start(); i < token.end(); i++) {
            output.append(sql.charAt(i));
        }
    }

    private boolean hasSpaceBefore(Kind kind) {
        if (previous == Kind.END || previous == Kind.OPEN || previous == Kind.DOT || previousIsCast) {
            return false;
        }
        return switch (kind) {
            case COMMA, DOT -> false;
            case OPERATOR -> !isCast();
            case OPEN -> opensApart();
            default -> true;
        };
    }

    private boolean isCast() {
        return token.end() - token.start() == 2
                && sql.charAt(token.start()) == ':'
                && sql.charAt(token.end() - 1) == ':';
    }

    private boolean opensApart() {
        char bracket = sql.charAt(token.start());
        boolean operand = previous == Kind.NAME || (previous == Kind.WORD && !previousIsKeyword);
        boolean subscript = bracket == '[' && (previous == Kind.CLOSE || previous == Kind.PARAMETER);
        return bracket == '{' || !(operand || subscript);
    }

    /** The text so far, and the row in it that the next one may repeat. */
    private static final class Output {

        private static final String BETWEEN_ROWS = ", ";

        private final StringBuilder text = new StringBuilder();
        private int rowStart;
        private int rowEnd;
        private boolean expecting;

        /** How far what comes repeats the row, {@link #NOWHERE} if it does not. */
        private int repeated = NOWHERE;

        boolean isEmpty() {
            return text.isEmpty();
        }

        String text() {
            return LogText.cut(text.toString(), LONGEST_TEXT);
        }

        void append(String more) {
            for (int i = 0; i < more.length(); i++) {
                append(more.charAt(i));
            }
        }

        void append(char c) {
            if (repeated != NOWHERE) {
                if (repeated < rowEnd && text.charAt(repeated) == c) {
                    repeated++;
                    return;
                }
                writeRepeated();
            }
            // One more than is kept shows that it is cut.
            if (text.length() <= LONGEST_TEXT) {
                text.append(c);
            }
        }

        private void writeRepeated() {
            int end = repeated;
            repeated = NOWHERE;
            append(BETWEEN_ROWS);
            int start = text.length();
            for (int i = rowStart; i < end; i++) {
                append(text.charAt(i));
            }
            rowStart = start;
        }

        /** A row begins, maybe like the last one; false if there is none to compare it with. */
        boolean expectRow() {
            expecting = rowEnd > rowStart && text.length() <= LONGEST_TEXT;
            return expecting;
        }

        boolean expectsRow() {
            return expecting;
        }

        void beginRow() {
            if (expecting) {
                expecting = false;
                repeated = rowStart;
            } else {
                if (repeated != NOWHERE) {
                    writeRepeated();
                }
                rowStart = text.length();
                rowEnd = 0;
            }
        }

        void endRow() {
            if (repeated != NOWHERE && repeated < rowEnd) {
                writeRepeated();
            }
            if (repeated == NOWHERE) {
                rowEnd = text.length();
            }
            repeated = NOWHERE;
        }
    }
}
