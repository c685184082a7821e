package io.crowsnest.instrumentation.p6spy;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import io.crowsnest.telemetry.DatabaseConnections;
import io.crowsnest.telemetry.DatabaseConnections.Opening;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What p6spy hands out, so that a statement is counted with what its listeners take. The driver adds the system and the text of
 * prepared statements.
 */
@Instrumentation(
        id = "p6spy",
        library = "p6spy:p6spy",
        versions = "[3.8.7,4)",
        description = "statements counted once, as the application sees them; for drivers without hooks, too")
final class P6spyHooks {

    private P6spyHooks() {}

    @Around(
            type = "com.p6spy.engine.wrapper.StatementWrapper",
            method = {"execute", "executeQuery", "executeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(null, sql);
    }

    @Around(
            type = "com.p6spy.engine.wrapper.PreparedStatementWrapper",
            method = {"execute", "executeQuery", "executeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.start(null, null);
    }

    @Around(
            type = "com.p6spy.engine.wrapper.StatementWrapper",
            method = "executeBatch",
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(null, null);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "com.p6spy.engine.spy.P6SpyDriver",
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
