package io.crowsnest.telemetry;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Statements that the application sends to a database. A statement that a driver runs by way of another counts once. */
public final class Database {

    private static final TimerFamily operations = new TimerFamily(Catalogue.DB_CLIENT_OPERATION_DURATION);
    private static final SqlSummaries summaries = new SqlSummaries();
    /** So many calls of a small method: about a kilobyte of compiled frames, at a fraction of a microsecond. */
    private static final int ROOM_FOR_END = 32;

    private static final PreparedTexts prepared = new PreparedTexts();

    private Database() {}

    /**
     * Whether this thread runs a statement. A cell that is written, instead of a thread-local that is set: the end of a
     * statement must get through where the stack has just had room for its start.
     */
    static final class Running {
        private static final ThreadLocal<Running> cells = ThreadLocal.withInitial(Running::new);

        private boolean now;

        private static Running here() {
            return cells.get();
        }

        /** This thread begins something new: a statement whose end we have missed is over. */
        static void reset() {
            here().now = false;
        }
    }

    /** A statement that is running. */
    public static final class Operation {
        private final long start = System.nanoTime();
        private final Running running;
        private final String system;
        private final String name;
        private final String collection;

        private Operation(Running running, String system, String name, String collection) {
            this.running = running;
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
        return Running.here().now || AgentThread.isCurrent();
    }

    private static Operation begin(String system, String name, String collection) {
        findRoomForEnd(ROOM_FOR_END);
        Operation operation = new Operation(Running.here(), system, name, collection);
        // Last, so that a failure before leaves no mark.
        operation.running.now = true;
        return operation;
    }

    /**
     * Overflows a stack that is nearly full now, where nothing is marked yet: compiled, the end of a statement may need more
     * of it than the start did.
     */
    private static int findRoomForEnd(int calls) {
        return calls == 0 ? 0 : findRoomForEnd(calls - 1) + 1;
    }

    /** A statement ended, by itself or by {@code thrown}. */
    public static void stop(Operation operation, @Nullable Throwable thrown) {
        // First, so that a failure after leaves no mark.
        operation.running.now = false;
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
