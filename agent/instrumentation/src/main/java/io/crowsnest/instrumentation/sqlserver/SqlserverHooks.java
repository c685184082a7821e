package io.crowsnest.instrumentation.sqlserver;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Statements are hooked where the driver implements JDBC; callable statements inherit from prepared ones. A connection from the
 * driver's own pool hands out the same statements.
 */
@Instrumentation(
        id = "sqlserver",
        library = "com.microsoft.sqlserver:mssql-jdbc",
        versions = "[7.4.1,14)",
        description = "statements by operation, table and SQLState")
final class SqlserverHooks {

    private static final String SYSTEM = "microsoft.sql_server";

    private SqlserverHooks() {}

    @Around(
            type = "com.microsoft.sqlserver.jdbc.SQLServerStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = "com.microsoft.sqlserver.jdbc.SQLServerPreparedStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {
                "com.microsoft.sqlserver.jdbc.SQLServerStatement",
                "com.microsoft.sqlserver.jdbc.SQLServerPreparedStatement"
            },
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "com.microsoft.sqlserver.jdbc.SQLServerConnection",
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
            type = "com.microsoft.sqlserver.jdbc.SQLServerStatement",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }
}
