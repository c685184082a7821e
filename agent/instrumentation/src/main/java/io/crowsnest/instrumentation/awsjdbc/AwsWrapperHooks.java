package io.crowsnest.instrumentation.awsjdbc;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the AWS wrapper hands out: its plug-ins look at the cluster and fail over in the middle of a statement, all of which is part
 * of that one statement. The driver adds the system and the text of prepared statements.
 */
@Instrumentation(
        id = "aws-jdbc-wrapper",
        library = "software.amazon.jdbc:aws-advanced-jdbc-wrapper",
        versions = "[2.1.1,5)",
        description = "statements counted once, as the application sees them; for drivers without hooks, too")
final class AwsWrapperHooks {

    private AwsWrapperHooks() {}

    @Around(
            type = {
                "software.amazon.jdbc.wrapper.StatementWrapper",
                "software.amazon.jdbc.wrapper.PreparedStatementWrapper",
                "software.amazon.jdbc.wrapper.CallableStatementWrapper"
            },
            method = {"execute", "executeQuery", "executeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(null, sql);
    }

    @Around(
            type = {
                "software.amazon.jdbc.wrapper.PreparedStatementWrapper",
                "software.amazon.jdbc.wrapper.CallableStatementWrapper"
            },
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.start(null, null);
    }

    @Around(
            type = {
                "software.amazon.jdbc.wrapper.StatementWrapper",
                "software.amazon.jdbc.wrapper.PreparedStatementWrapper",
                "software.amazon.jdbc.wrapper.CallableStatementWrapper"
            },
            method = "executeBatch",
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(null, null);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "software.amazon.jdbc.wrapper.ConnectionWrapper",
            method = "commit",
            args = {},
            exit = "committed")
    static Database.@Nullable Running commit(Object self) {
        return Database.commit(null);
    }

    static void committed(Database.Running running, @Nullable Throwable thrown) {
        Database.committed(running, thrown);
    }

    @Around(
            type = "software.amazon.jdbc.Driver",
            method = "connect",
            args = {"java.lang.String", "java.util.Properties"},
            exit = "connected")
    static @Nullable Opening connect(Object self, String url, @Nullable Properties info) {
        return DatabaseConnections.start(null, url, info == null ? null : info.getProperty("password"));
    }

    static void connected(Opening opening, @Nullable Object connection, @Nullable Throwable thrown) {
        DatabaseConnections.stop(opening, connection != null, thrown);
    }
}
