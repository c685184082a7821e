package io.crowsnest.instrumentation.mariadb2;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The 2.x line has classes of its own. Each kind of prepared and callable statement implements some of the execution itself and
 * inherits the rest.
 */
@Instrumentation(
        id = "mariadb-2",
        library = "org.mariadb.jdbc:mariadb-java-client",
        versions = "[2.4,3)",
        description = "statements by operation, table and SQLState; connections opened")
final class Mariadb2Hooks {

    private static final String SYSTEM = "mariadb";

    private Mariadb2Hooks() {}

    @Around(
            type = "org.mariadb.jdbc.MariaDbStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = {
                "org.mariadb.jdbc.BasePrepareStatement",
                "org.mariadb.jdbc.ClientSidePreparedStatement",
                "org.mariadb.jdbc.ServerSidePreparedStatement",
                "org.mariadb.jdbc.MariaDbProcedureStatement",
                "org.mariadb.jdbc.MariaDbFunctionStatement"
            },
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = {
                "org.mariadb.jdbc.MariaDbStatement",
                "org.mariadb.jdbc.ClientSidePreparedStatement",
                "org.mariadb.jdbc.ServerSidePreparedStatement",
                "org.mariadb.jdbc.MariaDbProcedureStatement"
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
            type = "org.mariadb.jdbc.MariaDbConnection",
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
            type = {"org.mariadb.jdbc.ClientSidePreparedStatement", "org.mariadb.jdbc.ServerSidePreparedStatement"},
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }

    @Around(
            type = "org.mariadb.jdbc.MariaDbConnection",
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
