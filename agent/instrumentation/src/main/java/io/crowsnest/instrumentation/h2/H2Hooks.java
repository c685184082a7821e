package io.crowsnest.instrumentation.h2;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Statements are hooked where the driver implements JDBC; each overload of {@code prepareStatement} makes its statement
 * itself, so all are hooked.
 */
@Instrumentation(
        id = "h2",
        library = "com.h2database:h2",
        versions = "[1.4.200,3)",
        description = "statements by operation, table and SQLState")
final class H2Hooks {

    private static final String SYSTEM = "h2database";

    private H2Hooks() {}

    @Around(
            type = "org.h2.jdbc.JdbcStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = "org.h2.jdbc.JdbcPreparedStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {"org.h2.jdbc.JdbcStatement", "org.h2.jdbc.JdbcPreparedStatement"},
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    /** Since 2.5 prepared statements have one of their own. */
    @Around(
            type = "org.h2.jdbc.JdbcPreparedStatement",
            method = "executeLargeBatch",
            args = {},
            later = true)
    static @Nullable Operation executeLargeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "org.h2.jdbc.JdbcConnection",
            method = {"prepareStatement", "prepareCall"},
            args = {"java.lang.String", ".."},
            exit = "prepared")
    static String prepare(Object self, String sql) {
        return sql;
    }

    static void prepared(String sql, @Nullable Object statement, @Nullable Throwable thrown) {
        if (statement != null) {
            Database.prepared(statement, sql);
        }
    }

    @Around(
            type = "org.h2.jdbc.JdbcPreparedStatement",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }
}
