package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recorders before, while and after the registry starts; in a JVM of its own, since a JVM starts it once. */
class EarlyRecordingsTest {

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void what_was_recorded_before_the_start_is_not_lost() {
        assertThat(figures).containsEntry("early", 10.0);
    }

    @Test
    void what_is_recorded_while_it_starts_is_kept_or_counted() {
        assertThat(figures.get("kept") + figures.get("racing") + figures.get("dropped"))
                .isEqualTo(9000.0);
    }

    @Test
    void what_came_too_fast_is_dropped() {
        assertThat(figures.get("kept")).isEqualTo(4096.0 - 10 - 1);
    }

    @Test
    void a_pool_that_opened_before_the_start_is_shown() {
        assertThat(figures).containsEntry("pool.active", 3.0).containsEntry("pool.acquired", 1.0);
    }

    @Test
    void a_closed_pool_takes_its_gauges_along() {
        assertThat(figures).containsEntry("pool.closed.gauges", 0.0);
    }

    @Test
    void beyond_the_limit_sums_stay_true_and_the_overflow_is_counted() {
        assertThat(figures).containsEntry("requests", 57.0).containsEntry("overflowed", 47.0 - (8 - 2));
    }

    @Test
    void series_are_counted() {
        assertThat(figures.get("series")).isGreaterThan(8);
    }

    /** The application of this test. */
    static final class Scenario {

        private static final MeterFamily<io.micrometer.core.instrument.Timer> flood =
                MeterFamily.timers(Metric.timer("test.flood", "A flood before the start.", "kind"));
        private static final MeterFamily<io.micrometer.core.instrument.Timer> racing =
                MeterFamily.timers(Metric.timer("test.racing", "Recorded while the registry starts.", "kind"));

        private record State(int total, int active, int idle, int pending, int max, int min) implements Pool.State {}

        public static void main(String[] args) throws InterruptedException {
            MeterRegistry registry =
                    new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(8));
            for (int i = 0; i < 5; i++) {
                get("/early");
                get("/early2");
            }
            State state = new State(5, 3, 2, 1, 10, 1);
            Pool pool = Pool.hikari("main", state);
            pool.acquired(1000);
            for (int i = 0; i < 5000; i++) {
                flood.record(1, "x", "", "", "", "");
            }
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new Thread(() -> {
                    for (int j = 0; j < 1000; j++) {
                        racing.record(1, "x", "", "", "", "");
                    }
                });
            }
            Thread starter = new Thread(() -> Telemetry.start(new Telemetry.Live(registry, List.of(0.1), 8)));
            for (Thread thread : threads) {
                thread.start();
            }
            starter.start();
            starter.join();
            for (Thread thread : threads) {
                thread.join();
            }
            print("early", requests(registry));
            print("racing", count(registry, "test.racing"));
            print("kept", count(registry, "test.flood"));
            print(
                    "dropped",
                    registry.get("crowsnest.recordings.dropped")
                            .functionCounter()
                            .count());
            print(
                    "pool.active",
                    registry.get("hikaricp.connections.active").gauge().value());
            print("pool.acquired", count(registry, "hikaricp.connections.acquire"));
            pool.close();
            print(
                    "pool.closed.gauges",
                    registry.find("hikaricp.connections.active").gauges().size());
            for (int i = 0; i < 47; i++) {
                get("/flood/" + i);
            }
            print("requests", requests(registry));
            print(
                    "overflowed",
                    registry.get("crowsnest.series.overflow")
                            .tag("metric", "http_server_requests_seconds")
                            .counter()
                            .count());
            print("series", registry.get("crowsnest.metric.series").gauge().value());
        }

        private static void get(String route) {
            HttpServer.stop(HttpServer.start(null, null), "GET", route, route, 200, null);
        }

        private static double requests(MeterRegistry registry) {
            return count(registry, "http.server.requests");
        }

        private static double count(MeterRegistry registry, String name) {
            return registry.find(name).timers().stream().mapToLong(Timer::count).sum();
        }

        private static void print(String name, double value) {
            System.out.println(name + "=" + value);
        }
    }
}
