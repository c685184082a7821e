package io.crowsnest.telemetry;

/**
 * What has to be known of a database's language to tell literals from the rest, with the server's settings as they come:
 * whoever has switched MySQL to {@code NO_BACKSLASH_ESCAPES} or PostgreSQL off {@code standard_conforming_strings} reads
 * strings otherwise than we do.
 *
 * <p>Where dialects contradict each other, {@link #UNKNOWN} does not guess but understands nothing.
 */
enum SqlDialect {
    POSTGRESQL(DoubleQuotes.NAME, Backslash.PLAIN, Nesting.NESTED, Brackets.ARRAY, false),
    MYSQL(DoubleQuotes.LITERAL, Backslash.ESCAPES, Nesting.FLAT, Brackets.NOT_UNDERSTOOD, true),
    SQL_SERVER(DoubleQuotes.NAME, Backslash.PLAIN, Nesting.NESTED, Brackets.NAME, false),
    ORACLE(DoubleQuotes.NAME, Backslash.PLAIN, Nesting.FLAT, Brackets.NOT_UNDERSTOOD, false),
    H2(DoubleQuotes.NAME, Backslash.PLAIN, Nesting.NOT_UNDERSTOOD, Brackets.ARRAY, true),
    /** Takes a name in double quotes for a string if there is no such column. */
    SQLITE(DoubleQuotes.LITERAL, Backslash.PLAIN, Nesting.FLAT, Brackets.NAME, true),
    /** Derby and HSQLDB. */
    STANDARD(DoubleQuotes.NAME, Backslash.PLAIN, Nesting.NOT_UNDERSTOOD, Brackets.ARRAY, false),
    UNKNOWN(DoubleQuotes.LITERAL, Backslash.NOT_UNDERSTOOD, Nesting.NOT_UNDERSTOOD, Brackets.NOT_UNDERSTOOD, true);

    /** What stands in double quotes. */
    enum DoubleQuotes {
        NAME,
        LITERAL
    }

    /** Whether a backslash in a string takes the meaning from what follows. */
    enum Backslash {
        PLAIN,
        ESCAPES,
        /** Fine where it makes no difference. */
        NOT_UNDERSTOOD
    }

    /** Whether a comment can hold another. */
    enum Nesting {
        FLAT,
        NESTED,
        NOT_UNDERSTOOD
    }

    /** What stands in square brackets. */
    enum Brackets {
        NAME,
        ARRAY,
        NOT_UNDERSTOOD
    }

    final DoubleQuotes doubleQuotes;
    final Backslash backslash;
    final Nesting nesting;
    final Brackets brackets;
    final boolean backticks;

    SqlDialect(DoubleQuotes doubleQuotes, Backslash backslash, Nesting nesting, Brackets brackets, boolean backticks) {
        this.doubleQuotes = doubleQuotes;
        this.backslash = backslash;
        this.nesting = nesting;
        this.brackets = brackets;
        this.backticks = backticks;
    }

    /** The dialect of a system with this {@code db.system.name}. */
    static SqlDialect of(String system) {
        return switch (system) {
            case "postgresql" -> POSTGRESQL;
            case "mysql", "mariadb" -> MYSQL;
            case "microsoft.sql_server" -> SQL_SERVER;
            case "oracle.db" -> ORACLE;
            case "h2database" -> H2;
            case "sqlite" -> SQLITE;
            case "hsqldb", "derby" -> STANDARD;
            default -> UNKNOWN;
        };
    }
}
