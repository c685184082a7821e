package io.crowsnest.telemetry;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Statements that the application sends to a database. A statement that a driver runs by way of another counts once. */
public final class Database {

    private static final TimerFamily operations = new TimerFamily(Catalogue.DB_CLIENT_OPERATION_DURATION);
    private static final SqlSummaries summaries = new SqlSummaries();
    private static final PreparedTexts prepared = new PreparedTexts();
    private static final ThreadLocal<Boolean> running = new ThreadLocal<>();

    private Database() {}

    /** A statement that is running. */
    public static final class Operation {
        private final long start = System.nanoTime();
        private final String system;
        private final SqlSummary summary;

        private Operation(String system, SqlSummary summary) {
            this.system = system;
            this.summary = summary;
        }
    }

    /** Remembers the text of a prepared statement for as long as the statement lives. */
    public static void prepared(Object statement, String sql) {
        prepared.put(statement, sql);
    }

    /**
     * A statement starts.
     *
     * @param system OpenTelemetry's {@code db.system.name}, for example {@code postgresql}
     * @param sql its text
     * @return what to pass to {@link #stop}; null if it is part of a statement that already runs on this thread
     */
    public static @Nullable Operation start(String system, String sql) {
        if (running.get() != null || AgentThread.isCurrent()) {
            return null;
        }
        running.set(Boolean.TRUE);
        return new Operation(system, summaries.of(sql));
    }

    /** A prepared statement, or a batch, starts; see {@link #start(String, String)}. */
    public static @Nullable Operation startPrepared(String system, Object statement) {
        String sql = prepared.get(statement);
        return start(system, sql == null ? "" : sql);
    }

    /** A statement ended, by itself or by {@code thrown}. */
    public static void stop(Operation operation, @Nullable Throwable thrown) {
        running.remove();
        operations.record(
                System.nanoTime() - operation.start,
                operation.system,
                operation.summary.operation(),
                operation.summary.collection(),
                errorType(thrown),
                "");
    }

    /** The SQLState where there is one, since it says the same for every driver. */
    private static String errorType(@Nullable Throwable thrown) {
        if (thrown instanceof SQLException sql && sql.getSQLState() != null) {
            return sql.getSQLState();
        }
        return HttpServer.exception(thrown);
    }
}
