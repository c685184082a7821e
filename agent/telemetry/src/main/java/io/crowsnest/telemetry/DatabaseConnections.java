package io.crowsnest.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are opened to databases, and what RDS and Aurora are known for: failovers, writers that became readers, and
 * tokens that are refused. Wrappers nest, as with statements: the outermost counts.
 */
public final class DatabaseConnections {

    /** No lambda: the JVM would have to make its class while the application starts. */
    private static final UnaryOperator<String[]> LABELS = new UnaryOperator<>() {
        @Override
        public String[] apply(String[] recorded) {
            return withEndpoint(recorded);
        }
    };

    private static final MeterFamily<Timer> created =
            MeterFamily.timers(Catalogue.DB_CLIENT_CONNECTION_CREATE_TIME, LABELS);
    private static final MeterFamily<Counter> failovers =
            MeterFamily.counters(Catalogue.DB_CLIENT_CONNECTION_FAILOVERS, LABELS);
    private static final MeterFamily<Counter> readOnly =
            MeterFamily.counters(Catalogue.DB_CLIENT_CONNECTION_READ_ONLY_ERRORS, LABELS);
    private static final MeterFamily<Counter> refused =
            MeterFamily.counters(Catalogue.DB_CLIENT_CONNECTION_AUTHENTICATION_FAILURES, LABELS);

    /** The new connection is to another instance; what the session had is lost. */
    private static final String FAILED_OVER = "08S02";
    /** The same in a transaction, of which nobody knows whether it was committed. */
    private static final String FAILED_OVER_IN_TRANSACTION = "08007";

    private static final String READ_ONLY_TRANSACTION = "25006";
    /** MySQL: the server runs with an option (here --read-only) that forbids this statement. */
    private static final int OPTION_PREVENTS_STATEMENT = 1290;
    /** MySQL: running in read-only mode. */
    private static final int READ_ONLY_MODE = 1836;

    /** What all connections of a database system have in common: statements do not know theirs. */
    private static final Map<String, RdsEndpoint> endpoints = new ConcurrentHashMap<>();

    private DatabaseConnections() {}

    /** A connection that is being opened. */
    public static final class Opening {
        private final long start = System.nanoTime();
        private final Database.Running running;
        private final String url;
        private @Nullable String system;
        private @Nullable IamToken token;

        private Opening(Database.Running running, String url) {
            this.running = running;
            this.url = url;
        }

        private void learn(@Nullable String knownSystem, @Nullable String password) {
            if (system == null) {
                system = knownSystem;
            }
            if (token == null) {
                token = IamToken.of(password);
            }
        }
    }

    /**
     * A driver is asked for a connection.
     *
     * @param system OpenTelemetry's {@code db.system.name}; null if a driver further inside knows it
     * @param password only looked at, never kept
     * @return what to pass to {@link #stop}; null if it is part of another that this thread opens
     */
    public static @Nullable Opening start(@Nullable String system, String url, @Nullable String password) {
        Database.Running running = Database.Running.here();
        Opening outer = running.opening;
        if (outer != null) {
            outer.learn(system, password);
            return null;
        }
        if (AgentThread.isCurrent()) {
            return null;
        }
        Opening opening = new Opening(running, url);
        opening.learn(system, password);
        running.opening = opening;
        return opening;
    }

    /** The driver is done. With neither a connection nor a failure, the URL was meant for another driver. */
    public static void stop(Opening opening, boolean connected, @Nullable Throwable thrown) {
        opening.running.opening = null;
        if (!connected && thrown == null) {
            return;
        }
        long nanos = System.nanoTime() - opening.start;
        String system = opening.system == null ? Database.OTHER_SYSTEM : opening.system;
        RdsEndpoint endpoint = RdsEndpoint.ofUrl(opening.url);
        learn(system, endpoint);
        created.record(nanos, system, join(endpoint), Database.errorType(thrown), "", "");
        SQLException failure = sqlException(thrown);
        String state = failure == null ? null : failure.getSQLState();
        if (state != null && state.startsWith("28")) {
            refused.record(1, system, join(endpoint), token(opening.token, Instant.now()), "", "");
        }
    }

    /** A statement or a commit failed. */
    static void failed(String system, Throwable thrown) {
        SQLException failure = sqlException(thrown);
        String state = failure == null ? null : failure.getSQLState();
        if (failure == null || state == null) {
            return;
        }
        if (state.equals(FAILED_OVER) || state.equals(FAILED_OVER_IN_TRANSACTION)) {
            failovers.record(1, system, join(endpointOf(system)), state, "", "");
        } else if (state.equals(READ_ONLY_TRANSACTION)
                || failure.getErrorCode() == READ_ONLY_MODE
                || isReadOnlyOption(failure)) {
            readOnly.record(1, system, join(endpointOf(system)), state, "", "");
        }
    }

    private static synchronized void learn(String system, RdsEndpoint endpoint) {
        RdsEndpoint known = endpoints.get(system);
        endpoints.put(system, known == null ? endpoint : known.and(endpoint));
    }

    private static RdsEndpoint endpointOf(String system) {
        return endpoints.getOrDefault(system, RdsEndpoint.NONE);
    }

    /** The error has the same number for every option; the option stands in the message, in English everywhere. */
    private static boolean isReadOnlyOption(SQLException failure) {
        String message = failure.getMessage();
        return failure.getErrorCode() == OPTION_PREVENTS_STATEMENT && message != null && message.contains("read-only");
    }

    private static String token(@Nullable IamToken token, Instant now) {
        if (token == null) {
            return "none";
        }
        return token.isExpired(now) ? "expired" : "valid";
    }

    private static @Nullable SQLException sqlException(@Nullable Throwable thrown) {
        return thrown instanceof SQLException sql ? sql : null;
    }

    /** The endpoint as one of the few values that a recording has; its parts have no separator in them. */
    private static String join(RdsEndpoint endpoint) {
        return String.join("|", endpoint.cluster(), endpoint.instance(), endpoint.region(), endpoint.role());
    }

    private static String[] withEndpoint(String[] recorded) {
        String[] endpoint = recorded[1].split("\\|", -1);
        // All series beyond the limit are one, with the same word in every label.
        if (endpoint.length == 1) {
            endpoint = new String[] {recorded[1], recorded[1], recorded[1], recorded[1]};
        }
        return new String[] {recorded[0], endpoint[0], endpoint[1], endpoint[2], endpoint[3], recorded[2]};
    }
}
