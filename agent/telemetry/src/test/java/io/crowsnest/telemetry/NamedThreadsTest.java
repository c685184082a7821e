package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Thread pools of servers and of applications, from their opening to their end. */
class NamedThreadsTest {

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void a_connector_shows_its_figures_under_its_name() {
        assertThat(figures).containsEntry("busy", 3.0).containsEntry("max", 200.0);
    }

    @Test
    void a_figure_that_a_server_does_not_know_has_no_series() {
        assertThat(figures).containsEntry("virtual.series", 0.0).containsEntry("some.known", 1.0);
    }

    @Test
    void an_executor_of_the_same_name_is_another_pool() {
        assertThat(figures).containsEntry("executor.max", 2.0);
    }

    @Test
    void a_second_pool_of_one_name_has_a_number() {
        assertThat(figures).containsEntry("second.busy", 5.0);
    }

    @Test
    void a_pool_that_is_closed_takes_its_series_along() {
        assertThat(figures).containsEntry("series.after.close", 0.0);
    }

    @Test
    void an_executor_that_nobody_closes_loses_its_series_when_it_has_terminated() {
        assertThat(figures).containsEntry("terminated.series", 0.0);
    }

    @Test
    void a_server_that_nobody_closes_does_not_keep_its_application_and_loses_its_series() {
        assertThat(figures).containsEntry("kept", 0.0).containsEntry("abandoned.series", 0.0);
    }

    /** The application of this test. */
    static final class Scenario {

        private static final SimpleMeterRegistry registry = new SimpleMeterRegistry();

        private record Connector(double max, double busy, double current) implements ServerThreads.Tomcat {}

        public static void main(String[] args) {
            Connector known = new Connector(200, 3, 10);
            Connector virtual = new Connector(Double.NaN, Double.NaN, Double.NaN);
            Connector some = new Connector(Double.NaN, 1, 4);
            Connector second = new Connector(200, 5, 10);
            ThreadPoolExecutor executor =
                    new ThreadPoolExecutor(1, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
            NamedThreads<ServerThreads.Tomcat> opened = ServerThreads.tomcat("http", known);
            Telemetry.start(new Telemetry.Live(registry, List.of(), 8));
            ServerThreads.tomcat("virtual", virtual);
            ServerThreads.tomcat("some", some);
            ServerThreads.tomcat("http", second);
            NamedExecutor.open("http", executor);
            WeakReference<Connector> abandoned = open();

            print("busy", value("tomcat.threads.busy", "http"));
            print("max", value("tomcat.threads.config.max", "http"));
            print("second.busy", value("tomcat.threads.busy", "http-2"));
            print("virtual.series", series("tomcat", "virtual"));
            print("some.known", value("tomcat.threads.busy", "some"));
            print("executor.max", value("executor.pool.max", "http"));

            opened.close();
            executor.shutdown();
            value("executor.pool.max", "http");
            print("series.after.close", series("tomcat", "http"));
            print("terminated.series", series("executor", "http"));

            print("kept", isKept(abandoned) ? 1 : 0);
            value("tomcat.threads.busy", "abandoned");
            print("abandoned.series", series("tomcat", "abandoned"));
            // They are held weakly.
            print("alive", known.busy() + virtual.busy() + some.busy() + second.busy());
        }

        private static WeakReference<Connector> open() {
            Connector connector = new Connector(1, 1, 1);
            ServerThreads.tomcat("abandoned", connector);
            return new WeakReference<>(connector);
        }

        private static double value(String metric, String name) {
            return registry.get(metric)
                    .tag("name", name)
                    .meter()
                    .measure()
                    .iterator()
                    .next()
                    .getValue();
        }

        private static boolean isKept(WeakReference<?> reference) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (reference.get() != null && System.nanoTime() < deadline) {
                System.gc();
            }
            return reference.get() != null;
        }

        private static double series(String library, String name) {
            return registry.getMeters().stream()
                    .map(Meter::getId)
                    .filter(id -> id.getName().startsWith(library) && name.equals(id.getTag("name")))
                    .count();
        }

        private static void print(String name, double value) {
            System.out.println(name + "=" + value);
        }
    }
}
