package io.crowsnest.instrumentation.sqlite;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import org.jspecify.annotations.Nullable;

/**
 * Execution is implemented in the classes of JDBC 3, which those of JDBC 4 inherit from, and that of a prepared batch in the core.
 */
@Instrumentation(
        id = "sqlite",
        library = "org.xerial:sqlite-jdbc",
        versions = "[3.40,4)",
        description = "statements by operation, table and SQLState; connections opened")
final class SqliteHooks {

    private static final String SYSTEM = "sqlite";

    private SqliteHooks() {}

    @Around(
            type = "org.sqlite.jdbc3.JDBC3Statement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = "org.sqlite.jdbc3.JDBC3PreparedStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {"org.sqlite.jdbc3.JDBC3Statement", "org.sqlite.core.CorePreparedStatement"},
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = {"org.sqlite.jdbc3.JDBC3Connection", "org.sqlite.jdbc4.JDBC4Connection"},
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
            type = "org.sqlite.jdbc3.JDBC3Statement",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }

    /** While it connects, the driver sets options by statements. */
    @Around(
            type = "org.sqlite.JDBC",
            method = "connect",
            args = {"java.lang.String", "java.util.Properties"},
            exit = "connected")
    static @Nullable Opening connect(Object self, String url) {
        return DatabaseConnections.start(SYSTEM, url, null);
    }

    static void connected(Opening opening, @Nullable Object connection, @Nullable Throwable thrown) {
        DatabaseConnections.stop(opening, connection != null, thrown);
    }
}
