package io.crowsnest.instrumentation.derby;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.telemetry.Database;
import io.crowsnest.telemetry.Database.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The embedded engine. Prepared and callable statements inherit from the plain one, also its batches. What a procedure runs in turn
 * is part of its call.
 */
@Instrumentation(
        id = "derby",
        library = "org.apache.derby:derby",
        versions = "[10.14,11)",
        description = "statements by operation, table and SQLState")
final class DerbyHooks {

    private static final String SYSTEM = "derby";

    private DerbyHooks() {}

    @Around(
            type = "org.apache.derby.impl.jdbc.EmbedStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {"java.lang.String", ".."})
    static @Nullable Operation execute(Object self, String sql) {
        return Database.start(SYSTEM, sql);
    }

    @Around(
            type = "org.apache.derby.impl.jdbc.EmbedPreparedStatement",
            method = {"execute", "executeQuery", "executeUpdate", "executeLargeUpdate"},
            args = {})
    static @Nullable Operation executePrepared(Object self) {
        return Database.startPrepared(SYSTEM, self);
    }

    @Around(
            type = "org.apache.derby.impl.jdbc.EmbedStatement",
            method = {"executeBatch", "executeLargeBatch"},
            args = {})
    static @Nullable Operation executeBatch(Object self) {
        return Database.startBatch(SYSTEM, self);
    }

    static void exit(Operation operation, @Nullable Throwable thrown) {
        Database.stop(operation, thrown);
    }

    @Around(
            type = "org.apache.derby.impl.jdbc.EmbedConnection",
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
            type = "org.apache.derby.impl.jdbc.EmbedStatement",
            method = "close",
            args = {},
            exit = "")
    static void close(Object self) {
        Database.closed(self);
    }
}
