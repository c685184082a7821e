package io.crowsnest.instrumentation.mysql;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.Database.Running;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Statements are hooked where the driver implements JDBC. Server-side prepared statements inherit from client-side ones, and what
 * callable statements override ends in theirs; the database's name is that of the driver, also where MariaDB answers.
 */
@Instrumentation(
        id = "mysql",
        library = "com.mysql:mysql-connector-j",
        versions = "[8.0.11,27)",
        description = "statements by operation, table and SQLState; connections opened")
final class MysqlHooks {

    private static final String SYSTEM = "mysql";

    private MysqlHooks() {}

    @Around(
            type = "com.mysql.cj.jdbc.StatementImpl",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = {"com.mysql.cj.jdbc.ClientPreparedStatement", "com.mysql.cj.jdbc.CallableStatement"},
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {"com.mysql.cj.jdbc.StatementImpl", "com.mysql.cj.jdbc.CallableStatement"},
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "com.mysql.cj.jdbc.ConnectionImpl",
            method = {"prepareStatement", "prepareCall"},
            args = {"java.lang.String", ".."},
            exit = "prepared")
    static String prepare(Object self, String sql) {
        return sql;
    }

    /** A callable statement looks up the parameters of its procedure when it is made. */
    @Around(
            type = "com.mysql.cj.jdbc.CallableStatement",
            method = "determineParameterTypes",
            args = {},
            exit = "determined")
    static @Nullable Running determine(Object self) {
        return Database.driverAsks();
    }

    static void determined(Running running, @Nullable Throwable thrown) {
        Database.driverAsked(running);
    }

    static void prepared(String sql, @Nullable Object statement, @Nullable Throwable thrown) {
        if (statement != null) {
            Database.prepared(statement, sql);
        }
    }

    @Around(
            type = "com.mysql.cj.jdbc.StatementImpl",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }

    @Around(
            type = "com.mysql.cj.jdbc.ConnectionImpl",
            method = "commit",
            args = {},
            exit = "committed")
    static @Nullable Running commit(Object self) {
        return Database.commit(SYSTEM);
    }

    static void committed(Running running, @Nullable Throwable thrown) {
        Database.committed(running, thrown);
    }

    @Around(
            type = "com.mysql.cj.jdbc.NonRegisteringDriver",
            method = "connect",
            args = {"java.lang.String", "java.util.Properties"},
            exit = "connected")
    static @Nullable Opening connect(Object self, String url, @Nullable Properties info) {
        return DatabaseConnections.start(SYSTEM, url, info == null ? null : info.getProperty("password"));
    }

    static void connected(Opening opening, @Nullable Object connection, @Nullable Throwable thrown) {
        DatabaseConnections.stop(opening, connection != null, thrown);
    }
}
