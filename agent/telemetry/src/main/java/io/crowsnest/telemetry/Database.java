package io.crowsnest.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that the application sends to a database. Wrappers nest (pool, logging proxy, driver), and drivers run a statement
 * by way of another: the outermost counts, as the application sees it; what it does not know, those inside add.
 */
public final class Database {

    private static final MeterFamily<Timer> operations = MeterFamily.timers(Catalogue.DB_CLIENT_OPERATION_DURATION);
    private static final MeterFamily<DistributionSummary> perRequest =
            MeterFamily.summaries(Catalogue.DB_CLIENT_REQUEST_STATEMENTS);
    private static final TopStatements top = new TopStatements(
            Catalogue.DB_CLIENT_STATEMENT_DURATION, Catalogue.DB_CLIENT_STATEMENT_DURATION_MAX, System.nanoTime());
    private static final Map<SqlDialect, SqlStatements> statements = statements();

    /** Most applications have one system. Threads may see each other's late, which does no harm. */
    private static @Nullable OfSystem lastSystem;

    /** OpenTelemetry's name for a system that nobody knows. */
    static final String OTHER_SYSTEM = "other_sql";

    /** So many calls of a small method: about a kilobyte of compiled frames, at a fraction of a microsecond. */
    private static final int ROOM_FOR_END = 32;

    /** Drivers have no common way to ask a prepared statement for its text. */
    private static final WeakIdentityMap<String> prepared = new WeakIdentityMap<>();

    static {
        TopReading reading = new TopReading();
        MeterFamily.alsoCount(reading);
        Telemetry.beforeReading(reading);
        Telemetry.whenStarted(reading);
    }

    /** What is asked of the top statements: their number, to be put in order before a reading, to be exposed. */
    private static final class TopReading implements IntSupplier, Runnable, Consumer<MeterRegistry> {
        @Override
        public int getAsInt() {
            return top.size();
        }

        @Override
        public void run() {
            top.rebalance(System.nanoTime());
        }

        @Override
        public void accept(MeterRegistry registry) {
            bindTo(registry);
        }
    }

    private Database() {}

    /**
     * The statement that this thread runs. A cell that is written, instead of a thread-local that is set: the end of a
     * statement must get through where the stack has just had room for its start.
     */
    public static final class Running {
        private static final ThreadLocal<Running> cells = new ThreadLocal<>() {
            @Override
            protected Running initialValue() {
                return new Running();
            }
        };

        private @Nullable Operation operation;

        /** A thread runs one statement at a time: one object serves nearly all. */
        private final Operation only = new Operation(this);

        DatabaseConnections.@Nullable Opening opening;
        private boolean driverAsks;
        private boolean commits;
        private @Nullable String committer;

        private Running() {}

        static Running here() {
            return cells.get();
        }

        /** This thread begins something new: a statement whose end we have missed is over. */
        static void reset() {
            Running here = here();
            here.operation = null;
            here.opening = null;
            here.driverAsks = false;
            here.commits = false;
            here.committer = null;
        }
    }

    /** A statement that is running; of no meaning after {@link #stop}. */
    public static final class Operation {
        private final Running running;
        private boolean open;
        private long start;
        private boolean batch;
        private @Nullable String system;
        private @Nullable String sql;

        private Operation(Running running) {
            this.running = running;
        }

        private void begin(boolean isBatch) {
            open = true;
            start = System.nanoTime();
            batch = isBatch;
        }

        private void end() {
            open = false;
            system = null;
            sql = null;
        }

        private void learn(@Nullable String knownSystem, @Nullable String knownSql) {
            if (system == null) {
                system = knownSystem;
            }
            if (sql == null) {
                sql = knownSql;
            }
        }
    }

    /** Remembers the text of a prepared statement for as long as the statement lives. */
    public static void prepared(Object statement, String sql) {
        prepared.put(statement, sql);
    }

    /**
     * A statement is closed: what is remembered of it goes now. Left to the garbage collector, the texts of a busy application add up to
     * thousands of weak references, which each collection has to look at.
     *
     * @param statement of any kind
     */
    public static void closed(Object statement) {
        if (statement instanceof PreparedStatement && !prepared.isEmpty()) {
            prepared.remove(statement);
        }
    }

    /**
     * A statement starts.
     *
     * @param system OpenTelemetry's {@code db.system.name}, for example {@code postgresql}; null if a driver further inside
     *     knows it
     * @param sql its text, null if unknown
     * @return what to pass to {@link #stop}; null if it is part of a statement that already runs on this thread
     */
    public static @Nullable Operation start(@Nullable String system, @Nullable String sql) {
        return begin(system, sql, null, false);
    }

    /** A prepared statement starts; see {@link #start(String, String)}. */
    public static @Nullable Operation startPrepared(@Nullable String system, Object statement) {
        return begin(system, null, statement, false);
    }

    /**
     * A batch starts, of a prepared statement or of many statements; see {@link #start(String, String)}.
     *
     * @param statement null if a driver further inside knows what is in it
     */
    public static @Nullable Operation startBatch(@Nullable String system, @Nullable Object statement) {
        return begin(system, null, statement, true);
    }

    /**
     * A driver begins to ask the database something of its own accord: those statements are not the application's.
     *
     * @return what to pass to {@link #driverAsked}; null if it is part of a statement or of another such question
     */
    public static @Nullable Running driverAsks() {
        Running running = Running.here();
        if (running.operation != null || running.driverAsks) {
            return null;
        }
        running.driverAsks = true;
        return running;
    }

    /** The driver knows. */
    public static void driverAsked(Running running) {
        running.driverAsks = false;
    }

    /**
     * The application ends a transaction. That is no statement: what counts is whether the database failed over in the middle of it.
     *
     * @param system OpenTelemetry's {@code db.system.name}; null if a driver further inside knows it
     * @return what to pass to {@link #committed}; null if it is part of a commit or of a statement that already runs on this thread
     */
    public static @Nullable Running commit(@Nullable String system) {
        Running running = Running.here();
        if (running.commits) {
            running.committer = running.committer == null ? system : running.committer;
            return null;
        }
        if (running.operation != null || running.driverAsks || AgentThread.isCurrent()) {
            return null;
        }
        running.commits = true;
        running.committer = system;
        return running;
    }

    /** The transaction has ended, by itself or by {@code thrown}. */
    public static void committed(Running running, @Nullable Throwable thrown) {
        String system = running.committer;
        running.commits = false;
        running.committer = null;
        if (thrown != null) {
            DatabaseConnections.failed(system == null ? OTHER_SYSTEM : system, thrown);
        }
    }

    private static @Nullable Operation begin(
            @Nullable String system, @Nullable String sql, @Nullable Object statement, boolean batch) {
        Running running = Running.here();
        Operation outer = running.operation;
        if (outer != null) {
            // What a batch consists of says nothing of the batch, unless that is what is inside.
            boolean wanted = outer.sql == null && (batch || !outer.batch);
            outer.learn(system, wanted ? text(sql, statement) : null);
            return null;
        }
        if (running.opening != null || running.driverAsks || AgentThread.isCurrent()) {
            return null;
        }
        findRoomForEnd(ROOM_FOR_END);
        Operation operation = running.only.open ? new Operation(running) : running.only;
        operation.begin(batch);
        operation.learn(system, text(sql, statement));
        TraceContext trace = TraceContext.current();
        HttpServer.Request request = trace == null ? null : trace.request();
        if (request != null) {
            request.countStatement();
        }
        // Last, so that a failure before leaves no mark.
        running.operation = operation;
        return operation;
    }

    private static @Nullable String text(@Nullable String sql, @Nullable Object statement) {
        return sql != null || statement == null ? sql : prepared.get(statement);
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
        operation.running.operation = null;
        long nanos = System.nanoTime() - operation.start;
        String system = operation.system == null ? OTHER_SYSTEM : operation.system;
        // Not before now: what a literal is depends on the system, and that may be known by the innermost only.
        SqlStatement statement = statement(system, operation.sql);
        boolean batch = operation.batch;
        operation.end();
        String name = batch ? statement.batchOperation() : statement.operation();
        String error = errorType(thrown);
        operations.record(nanos, system, name, statement.collection(), error, "");
        top.record(nanos, system, name, statement);
        SlowStatements.ended(nanos, system, statement, error);
        if (thrown != null) {
            DatabaseConnections.failed(system, thrown);
        }
    }

    private static SqlStatement statement(String system, @Nullable String sql) {
        OfSystem last = lastSystem;
        if (last == null || !last.system.equals(system)) {
            last = new OfSystem(system, Objects.requireNonNull(statements.get(SqlDialect.of(system))));
            lastSystem = last;
        }
        return last.statements.of(sql);
    }

    /** The statements of a system. */
    private record OfSystem(String system, SqlStatements statements) {}

    private static Map<SqlDialect, SqlStatements> statements() {
        Map<SqlDialect, SqlStatements> all = new EnumMap<>(SqlDialect.class);
        for (SqlDialect each : SqlDialect.values()) {
            all.put(each, new SqlStatements(each));
        }
        return all;
    }

    private static void bindTo(MeterRegistry registry) {
        Telemetry.Live live = Telemetry.live();
        // One place is for all statements that have none.
        top.bindTo(registry, live == null ? TopStatements.MOST : Math.max(1, live.seriesLimit() - 1));
    }

    /** A request that ran so many statements was answered. */
    static void requestEnded(String method, String uri, int statements) {
        if (statements > 0) {
            perRequest.record(statements, method, uri, "", "", "");
        }
    }

    /** The SQLState where there is one, since it says the same for every driver. */
    static String errorType(@Nullable Throwable thrown) {
        if (thrown instanceof SQLException sql && sql.getSQLState() != null) {
            return sql.getSQLState();
        }
        return HttpLabels.exception(thrown);
    }
}
