package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.DatabaseConnections.Opening;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An application with two pools on one Aurora cluster. */
class DatabaseConnectionsTest {

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void a_connection_counts_once_under_its_endpoint() {
        assertThat(figures).containsEntry("created.writer", 1.0).containsEntry("created.reader", 1.0);
    }

    @Test
    void a_driver_that_does_not_take_the_url_opened_nothing() {
        assertThat(figures).containsEntry("created", 5.0);
    }

    @Test
    void what_a_driver_runs_while_it_connects_is_no_statement_of_the_application() {
        assertThat(figures).containsEntry("statement.while.connecting", 0.0);
    }

    @Test
    void failovers_count_with_what_all_connections_have_in_common() {
        assertThat(figures).containsEntry("failovers.08S02", 1.0).containsEntry("failovers.08007", 1.0);
    }

    @Test
    void a_failover_in_the_middle_of_a_commit_counts_once_whoever_noticed() {
        assertThat(figures).containsEntry("failovers.commit", 1.0).containsEntry("failovers.commit.inside", 0.0);
    }

    @Test
    void a_database_that_only_reads_is_known_by_state_or_number() {
        assertThat(figures).containsEntry("readonly", 3.0);
    }

    @Test
    void a_refused_token_tells_whether_it_had_expired() {
        assertThat(figures)
                .containsEntry("refused.none", 1.0)
                .containsEntry("refused.valid", 1.0)
                .containsEntry("refused.expired", 1.0);
    }

    /** The application of this test. */
    static final class Scenario {

        private static final String WRITER = "jdbc:postgresql://o.cluster-abc.eu-west-1.rds.amazonaws.com/shop";
        private static final String READER = "jdbc:postgresql://o.cluster-ro-abc.eu-west-1.rds.amazonaws.com/shop";
        private static final SimpleMeterRegistry registry = new SimpleMeterRegistry();

        public static void main(String[] args) {
            Telemetry.start(new Telemetry.Live(registry, List.of(0.1), 100));
            DatabaseConnections.stop(DatabaseConnections.start("postgresql", "jdbc:other:x", null), false, null);
            Opening wrapper = DatabaseConnections.start(null, "jdbc:aws-wrapper:" + WRITER.substring(5), null);
            boolean counted = DatabaseConnections.start("postgresql", WRITER, null) != null;
            print("statement.while.connecting", Database.start("postgresql", "SELECT 1") == null ? 0 : 1);
            DatabaseConnections.stop(wrapper, !counted, null);
            DatabaseConnections.stop(DatabaseConnections.start("postgresql", READER, null), true, null);

            fail(new SQLException("moved", "08S02"));
            fail(new SQLException("moved", "08007"));
            fail(new SQLException("read only", "25006"));
            fail(new SQLException("read only", "HY000", 1836));
            fail(new SQLException("with the --read-only option", "HY000", 1290));
            fail(new SQLException("with the --secure-file-priv option", "HY000", 1290));
            fail(new IllegalStateException());

            Database.Running outer = Database.commit(null);
            print("failovers.commit.inside", Database.commit("mysql") == null ? 0 : 1);
            Database.committed(outer, new SQLException("moved", "08007"));
            Database.committed(Database.commit("mysql"), null);
            print("failovers.commit", count("failovers", "db.system.name", "mysql", "error.type", "08007"));

            refuse("secret");
            refuse("?X-Amz-Date=29990101T000000Z&X-Amz-Expires=900&X-Amz-Signature=1");
            refuse("?X-Amz-Date=20200101T000000Z&X-Amz-Expires=900&X-Amz-Signature=1");

            String created = "db.client.connection.create.time";
            print("created", (double) registry.find(created).timers().stream()
                    .mapToLong(Timer::count)
                    .sum());
            print("created.writer", created("writer"));
            print("created.reader", created("reader"));
            for (String state : List.of("08S02", "08007")) {
                print("failovers." + state, count("failovers", "db.system.name", "postgresql", "error.type", state));
            }
            print("readonly", count("read.only.errors", "db.cluster", "o", "region", "eu-west-1"));
            for (String token : List.of("none", "valid", "expired")) {
                print("refused." + token, count("authentication.failures", "iam.token", token));
            }
        }

        private static void fail(Throwable thrown) {
            Database.stop(Database.start("postgresql", "DELETE FROM item"), thrown);
        }

        private static double created(String role) {
            return (double) registry.get("db.client.connection.create.time")
                    .tags("endpoint.role", role, "db.cluster", "o", "error.type", "none")
                    .timer()
                    .count();
        }

        private static void refuse(@Nullable String password) {
            Opening wrapper = DatabaseConnections.start(null, WRITER, null);
            DatabaseConnections.start("postgresql", WRITER, password);
            DatabaseConnections.stop(wrapper, false, new SQLException("refused", "28000"));
        }

        private static double count(String name, String... labels) {
            return registry.find("db.client.connection." + name).tags(labels).counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }

        private static void print(String name, double value) {
            System.out.println(name + "=" + value);
        }
    }
}
