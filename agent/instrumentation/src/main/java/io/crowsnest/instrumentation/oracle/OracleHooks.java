package io.crowsnest.instrumentation.oracle;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The application holds the wrappers of the driver's statements, each of which passes every call on exactly once; those behind them
 * run statements of the driver's own, too. Callable statements inherit from prepared ones.
 */
@Instrumentation(
        id = "oracle",
        library = "com.oracle.database.jdbc:ojdbc11",
        versions = "[19.3,24)",
        description = "statements by operation, table and SQLState")
final class OracleHooks {

    private static final String SYSTEM = "oracle.db";

    private OracleHooks() {}

    @Around(
            type = "oracle.jdbc.driver.OracleStatementWrapper",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = "oracle.jdbc.driver.OraclePreparedStatementWrapper",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = "oracle.jdbc.driver.OracleStatementWrapper",
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "oracle.jdbc.driver.PhysicalConnection",
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
            type = "oracle.jdbc.driver.OraclePreparedStatementWrapper",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }
}
