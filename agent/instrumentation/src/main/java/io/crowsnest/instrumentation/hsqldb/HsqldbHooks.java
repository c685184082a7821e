package io.crowsnest.instrumentation.hsqldb;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Statements are hooked where the driver implements JDBC; the database itself, in the same process, runs none of them.
 */
@Instrumentation(
        id = "hsqldb",
        library = "org.hsqldb:hsqldb",
        versions = "[2.4.1,3)",
        description = "statements by operation, table and SQLState")
final class HsqldbHooks {

    private static final String SYSTEM = "hsqldb";

    private HsqldbHooks() {}

    @Around(
            type = "org.hsqldb.jdbc.JDBCStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = {"org.hsqldb.jdbc.JDBCPreparedStatement", "org.hsqldb.jdbc.JDBCCallableStatement"},
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {"org.hsqldb.jdbc.JDBCStatement", "org.hsqldb.jdbc.JDBCPreparedStatement"},
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "org.hsqldb.jdbc.JDBCConnection",
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
            type = "org.hsqldb.jdbc.JDBCPreparedStatement",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }
}
