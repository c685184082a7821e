package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.servers.MariaDb;
import io.crowsnest.servers.PostgreSql;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every JDBC driver in every version: whatever JDBC can execute, and exactly its counts afterwards.
 *
 * <p>The scenario gets the URLs to try and prints, after it is through:
 *
 * <pre>
 *   counts NUMBER OPERATION|TABLE|ERROR     any number of times
 *   done
 * </pre>
 *
 * <p>H2, HSQLDB, Derby and SQLite run inside the scenario, PostgreSQL and MariaDB are real servers; the latter answers the driver of MySQL,
 * too. SQL Server and Oracle are not to be had here. The scenario of the former has a stub that accepts a session and refuses each
 * statement; that of the latter uses the driver's statements without a connection, so it shows nothing of prepared texts.
 */
@Execution(ExecutionMode.CONCURRENT)
final class DatabaseMatrixIT {

    private static final String COUNT = "db_client_operation_duration_seconds_count";
    private static final Pattern COUNTS = Pattern.compile("counts (?<number>\\d+) (?<labels>.*)");

    private static final Path SERVERS = Path.of("target/servers");

    private static @Nullable PostgreSql postgreSql;
    private static @Nullable MariaDb mariaDb;

    static Stream<Matrix.Case> everyStatementIsCountedOnce() {
        return Matrix.cases("database");
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest
    @MethodSource
    void everyStatementIsCountedOnce(Matrix.Case matrix) throws IOException {
        String variant = matrix.row().scenario().replaceFirst(".*:", "");
        try (ForkedJvm jvm = matrix.briefJvm().run(urls(variant)).agent().start()) {
            jvm.awaitStdout("^done");
            URI metrics = jvm.awaitMetrics();
            Map<String, Double> expected = expected(jvm.stdout(), system(variant));
            Scrape scrape = Scrape.until(metrics, COUNT, total(expected));
            assertThat(counted(scrape)).isEqualTo(expected);
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            jvm.finish().assertAgentIsQuiet();
        }
    }

    static Stream<Matrix.Case> aStatementThroughWrappersIsCountedOnce() {
        return Matrix.cases("database-stack");
    }

    @Execution(ExecutionMode.SAME_THREAD)
    @ParameterizedTest
    @MethodSource
    void aStatementThroughWrappersIsCountedOnce(Matrix.Case matrix) throws IOException {
        try (ForkedJvm jvm =
                matrix.briefJvm().run(postgreSql(), PostgreSql.USER).agent().start()) {
            jvm.awaitStdout("^done");
            URI metrics = jvm.awaitMetrics();
            Scrape waiting = Poll.until(
                    Duration.ofSeconds(10),
                    () -> Scrape.of(metrics),
                    scrape -> scrape.sum("hikaricp_connections_pending") > 0);
            assertThat(waiting.sum("hikaricp_connections_pending")).isEqualTo(1);
            jvm.awaitStdout("^exhausted");

            Map<String, Double> expected = expected(jvm.stdout(), "postgresql");
            assertThat(expected)
                    .containsEntry("postgresql|SELECT|item|57P01", 1.0)
                    .containsEntry("postgresql|DELETE|item|25006", 1.0);
            Scrape scrape = Scrape.until(metrics, COUNT, total(expected));
            assertThat(counted(scrape)).isEqualTo(expected);
            assertThat(scrape.sum("hikaricp_connections_timeout_total")).isEqualTo(1);
            assertThat(jvm.stdout()).contains("commit 25006");
            assertThat(scrape.sum(
                            "db_client_connection_read_only_errors_total", Map.of("db_system_name", "postgresql")))
                    .as("a statement and a commit")
                    .isEqualTo(2);
            assertThat(scrape.sum("db_client_connection_authentication_failures_total", Map.of("iam_token", "expired")))
                    .isEqualTo(1);
            assertThat(scrape.sum("db_client_connection_create_time_seconds_count", Map.of("error_type", "none")))
                    .isGreaterThanOrEqualTo(4);
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            jvm.finish().assertAgentIsQuiet();
        }
    }

    @AfterAll
    static void stopServers() {
        if (postgreSql != null) {
            postgreSql.close();
        }
        if (mariaDb != null) {
            mariaDb.close();
        }
    }

    private static String[] urls(String variant) throws IOException {
        return switch (variant.replaceFirst("-.*", "")) {
            case "oracle", "sqlserver" -> new String[0];
            case "h2" -> new String[] {"jdbc:h2:mem:shop"};
            case "hsqldb" -> new String[] {"jdbc:hsqldb:mem:shop"};
            case "derby" -> new String[] {"jdbc:derby:memory:shop;create=true"};
            case "sqlite" -> new String[] {"jdbc:sqlite::memory:"};
            case "postgresql" -> {
                String url = postgreSql() + "?user=" + PostgreSql.USER;
                yield new String[] {url, url + "&preferQueryMode=simple"};
            }
            case "mysql" -> {
                String url = "jdbc:mysql:" + mariaDb() + "?useSSL=false&user=" + MariaDb.USER;
                yield new String[] {
                    url, url + "&useServerPrepStmts=true", url + "&rewriteBatchedStatements=true",
                };
            }
            case "mariadb" -> {
                String url = "jdbc:mariadb:" + mariaDb() + "?sslMode=disable&user=" + MariaDb.USER;
                yield new String[] {
                    url, url + "&useServerPrepStmts=true", url + "&rewriteBatchedStatements=true",
                };
            }
            default -> throw new IllegalArgumentException(variant);
        };
    }

    /** OpenTelemetry's name. */
    private static String system(String variant) {
        String database = variant.replaceFirst("-.*", "");
        return switch (database) {
            case "h2" -> "h2database";
            case "sqlserver" -> "microsoft.sql_server";
            case "oracle" -> "oracle.db";
            default -> database;
        };
    }

    private static synchronized String postgreSql() throws IOException {
        if (postgreSql == null) {
            postgreSql = PostgreSql.start(ServerDirectory.orTemporary(SERVERS));
        }
        return postgreSql.jdbcUrl();
    }

    private static synchronized String mariaDb() throws IOException {
        assumeTrue(MariaDb.isInstalled(), "there is no mariadbd on this machine");
        if (mariaDb == null) {
            mariaDb = MariaDb.start(ServerDirectory.orTemporary(SERVERS));
        }
        return mariaDb.address();
    }

    private static Map<String, Double> expected(List<String> lines, String system) {
        Map<String, Double> expected = new HashMap<>();
        for (String line : lines) {
            Matcher counts = COUNTS.matcher(line);
            if (counts.matches()) {
                expected.put(system + "|" + counts.group("labels"), Double.valueOf(counts.group("number")));
            }
        }
        assertThat(expected).isNotEmpty();
        return expected;
    }

    private static Map<String, Double> counted(Scrape scrape) {
        Map<String, Double> counted = new HashMap<>();
        for (Scrape.Sample sample : scrape.samples()) {
            if (sample.name().equals(COUNT)) {
                Map<String, String> labels = sample.labels();
                String key = String.join(
                        "|",
                        labels.get("db_system_name"),
                        labels.get("db_operation_name"),
                        labels.get("db_collection_name"),
                        labels.get("error_type"));
                counted.merge(key, sample.value(), Double::sum);
            }
        }
        return counted;
    }

    private static double total(Map<String, Double> counts) {
        return counts.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
