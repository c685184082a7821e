package io.crowsnest.instrumentation.postgresql;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Statements are hooked where the driver implements JDBC. All overloads of {@code prepareStatement} and {@code prepareCall}
 * end in the two hooked ones; a call that passes through both is remembered once, under the same text.
 */
@Instrumentation(
        id = "postgresql",
        library = "org.postgresql:postgresql",
        versions = "[42.2,43)",
        description = "statements by operation, table and SQLState; connections opened")
final class PostgresqlHooks {

    private static final String SYSTEM = "postgresql";

    private PostgresqlHooks() {}

    @Around(
            type = "org.postgresql.jdbc.PgStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = {"org.postgresql.jdbc.PgPreparedStatement", "org.postgresql.jdbc.PgCallableStatement"},
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = "org.postgresql.jdbc.PgStatement",
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "org.postgresql.jdbc.PgConnection",
            method = {"prepareStatement", "prepareCall"},
            args = {"java.lang.String", "int", "int", "int"},
            exit = "prepared")
    static String prepare(Object self, String sql) {
        return sql;
    }

    @Around(
            type = "org.postgresql.jdbc.PgConnection",
            method = "prepareStatement",
            args = {"java.lang.String", "java.lang.String[]"},
            exit = "prepared")
    static String prepareReturning(Object self, String sql) {
        return sql;
    }

    static void prepared(String sql, @Nullable Object statement, @Nullable Throwable thrown) {
        if (statement != null) {
            Database.prepared(statement, sql);
        }
    }

    @Around(
            type = "org.postgresql.jdbc.PgStatement",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }

    @Around(
            type = "org.postgresql.jdbc.PgConnection",
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
            type = "org.postgresql.Driver",
            method = "connect",
            args = {"java.lang.String", "java.util.Properties"},
            exit = "connected")
    static @Nullable Opening connect(Object self, String url, @Nullable Properties info) {
        return DatabaseConnections.start(SYSTEM, url, info == null ? null : info.getProperty("password"));
    }

    static void connected(Opening opening, @Nullable Object connection, @Nullable Throwable thrown) {
        DatabaseConnections.stop(opening, connection != null, thrown);
    }

    /** Pools ask whether a connection is still good: that is no statement of the application. */
    @Around(type = "org.postgresql.jdbc.PgConnection", method = "isValid", args = "int", exit = "validated")
    static Database.@Nullable Running validate(Object self) {
        return Database.driverAsks();
    }

    static void validated(Database.Running running, @Nullable Throwable thrown) {
        Database.driverAsked(running);
    }
}
