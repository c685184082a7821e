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
        private final String name;
        private final String collection;

        private Operation(String system, String name, String collection) {
            this.system = system;
            this.name = name;
            this.collection = collection;
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
     * @param sql its text, null if unknown
     * @return what to pass to {@link #stop}; null if it is part of a statement that already runs on this thread
     */
    public static @Nullable Operation start(String system, @Nullable String sql) {
        if (isPartOfAnother()) {
            return null;
        }
        SqlSummary summary = summaries.of(sql);
        return begin(system, summary.operation(), summary.collection());
    }

    /** A prepared statement starts; see {@link #start(String, String)}. */
    public static @Nullable Operation startPrepared(String system, Object statement) {
        return isPartOfAnother() ? null : start(system, prepared.get(statement));
    }

    /** A batch starts, of a prepared statement or of many statements; see {@link #start(String, String)}. */
    public static @Nullable Operation startBatch(String system, Object statement) {
        if (isPartOfAnother()) {
            return null;
        }
        SqlSummary summary = summaries.of(prepared.get(statement));
        return begin(system, summary.batchOperation(), summary.collection());
    }

    private static boolean isPartOfAnother() {
        return running.get() != null || AgentThread.isCurrent();
    }

    private static Operation begin(String system, String name, String collection) {
        running.set(Boolean.TRUE);
        return new Operation(system, name, collection);
    }

    /** A statement ended, by itself or by {@code thrown}. */
    public static void stop(Operation operation, @Nullable Throwable thrown) {
        running.remove();
        operations.record(
                System.nanoTime() - operation.start,
                operation.system,
                operation.name,
                operation.collection,
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
