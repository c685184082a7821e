package io.crowsnest.instrumentation.mariadb;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Since 3.0. Each kind of prepared statement implements execution itself, since 4.0 they share that of batches; callable
 * statements inherit from them.
 */
@Instrumentation(
        id = "mariadb",
        library = "org.mariadb.jdbc:mariadb-java-client",
        versions = "[3.0.3,5)",
        description = "statements by operation, table and SQLState; connections opened")
final class MariadbHooks {

    private static final String SYSTEM = "mariadb";

    private MariadbHooks() {}

    @Around(
            type = "org.mariadb.jdbc.Statement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = {"org.mariadb.jdbc.ClientPreparedStatement", "org.mariadb.jdbc.ServerPreparedStatement"},
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {
                "org.mariadb.jdbc.Statement",
                "org.mariadb.jdbc.ClientPreparedStatement",
                "org.mariadb.jdbc.ServerPreparedStatement"
            },
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    /** Since 4.0 all prepared statements share it. */
    @Around(
            type = "org.mariadb.jdbc.BasePreparedStatement",
            method = {"executeBatch", "executeLargeBatch"},
            args = {},
            later = true)
    static @Nullable Operation executePreparedBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "org.mariadb.jdbc.Connection",
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
            type = {"org.mariadb.jdbc.ClientPreparedStatement", "org.mariadb.jdbc.ServerPreparedStatement"},
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }

    @Around(
            type = "org.mariadb.jdbc.Connection",
            method = "commit",
            args = {},
            exit = "committed")
    static Database.@Nullable Running commit(Object self) {
        return Database.commit(SYSTEM);
    }

    static void committed(Database.Running running, @Nullable Throwable thrown) {
        Database.committed(running, thrown);
    }

    @Around(
            type = "org.mariadb.jdbc.Driver",
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
