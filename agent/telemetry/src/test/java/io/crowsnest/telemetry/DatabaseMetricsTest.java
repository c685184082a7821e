package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.Database.Operation;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What statements and requests become in the registry; in a JVM of its own, since a JVM starts it once. */
class DatabaseMetricsTest {

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void requests_are_counted_with_the_statements_that_they_ran() {
        assertThat(figures).containsEntry("requests", 2.0).containsEntry("statements", 3.0 + 7.0);
    }

    @Test
    void a_request_without_a_statement_is_not_among_them() {
        assertThat(figures).containsEntry("requests.without", 0.0);
    }

    @Test
    void a_statement_within_another_is_none_of_the_request() {
        assertThat(figures).containsEntry("most", 7.0);
    }

    @Test
    void a_statement_on_another_thread_counts_for_the_request_that_the_thread_works_for() {
        assertThat(figures).containsEntry("elsewhere", 1.0);
    }

    @Test
    void a_statement_outside_of_requests_is_counted_by_itself() {
        assertThat(figures).containsEntry("outside", 1.0);
    }

    @Test
    void literals_do_not_make_series() {
        assertThat(figures).containsEntry("digest.series", 1.0).containsEntry("digest.count", 10.0);
    }

    @Test
    void the_innermost_may_say_what_a_literal_is() {
        assertThat(figures).containsEntry("dialect", 2.0);
    }

    /** The application of this test. */
    static final class Scenario {

        public static void main(String[] args) throws InterruptedException {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            Telemetry.start(new Telemetry.Live(registry, List.of(0.1), 2000));
            request("/orders", 3);
            request("/orders", 7);
            request("/none", 0);
            DistributionSummary orders = registry.get("db.client.request.statements")
                    .tag("uri", "/orders")
                    .tag("method", "GET")
                    .summary();
            print("requests", orders.count());
            print("statements", orders.totalAmount());
            print("most", orders.max());
            print(
                    "requests.without",
                    registry.find("db.client.request.statements")
                            .tag("uri", "/none")
                            .summaries()
                            .size());

            HttpServer.Request request = HttpServer.start(null, null);
            Thread thread = new Thread(() -> {
                request.enter();
                statement("db", "SELECT * FROM elsewhere");
                request.leave();
            });
            thread.start();
            thread.join();
            HttpServer.stop(request, "GET", "/elsewhere", "/elsewhere", 200, null);
            print(
                    "elsewhere",
                    registry.get("db.client.request.statements")
                            .tag("uri", "/elsewhere")
                            .summary()
                            .totalAmount());

            statement("db", "SELECT * FROM outside");
            print(
                    "outside",
                    registry.get("db.client.operation.duration")
                            .tag("db.collection.name", "outside")
                            .timer()
                            .count());

            var digests = registry.find("db.client.statement.duration")
                    .tag("db.collection.name", "orders")
                    .functionTimers();
            print("digest.series", digests.size());
            print(
                    "digest.count",
                    digests.stream().mapToDouble(FunctionTimer::count).sum());

            String quoted = "SELECT * FROM quoted WHERE a = \"b\"";
            Operation outer = Database.start(null, quoted);
            statement("postgresql", quoted);
            Database.stop(outer, null);
            statement("mysql", quoted);
            print(
                    "dialect",
                    registry
                            .find("db.client.statement.duration")
                            .tag("db.collection.name", "quoted")
                            .functionTimers()
                            .stream()
                            .map(timer -> timer.getId().getTag("db.query.digest"))
                            .distinct()
                            .count());
        }

        private static void request(String route, int statements) {
            HttpServer.Request request = HttpServer.start(null, null);
            request.enter();
            for (int i = 0; i < statements; i++) {
                Operation outer = Database.start("db", "SELECT * FROM orders WHERE id = " + i);
                statement("db", "SELECT * FROM within");
                Database.stop(outer, null);
            }
            request.leave();
            HttpServer.stop(request, "GET", route, route, 200, null);
        }

        private static void statement(String system, String sql) {
            Operation operation = Database.start(system, sql);
            if (operation != null) {
                Database.stop(operation, null);
            }
        }

        private static void print(String name, Number value) {
            System.out.println(name + "=" + value);
        }
    }
}
