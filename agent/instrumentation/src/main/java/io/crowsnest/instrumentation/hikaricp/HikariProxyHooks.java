package io.crowsnest.instrumentation.hikaricp;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a pool of HikariCP hands out, so that a statement is counted from where the application starts it. The driver adds the system
 * and the text of prepared statements, which are not remembered here a second time.
 */
@Instrumentation(
        id = "hikaricp-statements",
        library = "com.zaxxer:HikariCP",
        versions = "[4.0,8)",
        description = "statements counted once, as the application sees them; for drivers without hooks, too")
final class HikariProxyHooks {

    private HikariProxyHooks() {}

    @Around(
            type = {
                "com.zaxxer.hikari.pool.HikariProxyStatement",
                "com.zaxxer.hikari.pool.HikariProxyPreparedStatement",
                "com.zaxxer.hikari.pool.HikariProxyCallableStatement"
            },
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(null, sql);
    }

    @Around(
            type = {
                "com.zaxxer.hikari.pool.HikariProxyPreparedStatement",
                "com.zaxxer.hikari.pool.HikariProxyCallableStatement"
            },
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.start(null, null);
    }

    @Around(
            type = {
                "com.zaxxer.hikari.pool.HikariProxyStatement",
                "com.zaxxer.hikari.pool.HikariProxyPreparedStatement",
                "com.zaxxer.hikari.pool.HikariProxyCallableStatement"
            },
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(null, null);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }
}
