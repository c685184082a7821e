package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pools that share a name, one after the other or side by side. */
class PoolTest {

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void two_pools_of_one_name_are_both_visible() {
        assertThat(figures).containsEntry("first", 1.0).containsEntry("second", 2.0);
    }

    @Test
    void a_pool_closes_without_taking_the_other_along() {
        assertThat(figures).containsEntry("first.series.after.close", 0.0);
        assertThat(figures).containsEntry("second.after.close.of.first", 2.0);
    }

    @Test
    void a_name_is_free_again_after_its_pool() {
        assertThat(figures).containsEntry("third", 3.0);
    }

    @Test
    void a_closed_pool_takes_all_its_series_along_and_late_recordings_bring_none_back() {
        assertThat(figures).containsEntry("series.after.close", 0.0);
    }

    @Test
    void pools_from_before_the_start_are_shown_with_all_that_they_have_recorded() {
        assertThat(figures).containsEntry("early", 3.0).containsEntry("early-2", 4.0);
        assertThat(figures).containsEntry("early.acquired", 1.0).containsEntry("early-2.acquired", 2.0);
    }

    @Test
    void a_pool_that_closed_before_the_start_is_not_shown() {
        assertThat(figures).containsEntry("gone.series", 0.0);
    }

    @Test
    void a_wait_in_vain_counts_as_a_wait_and_as_a_timeout_and_another_failure_as_neither() {
        assertThat(figures).containsEntry("jdbc.acquired", 2.0).containsEntry("jdbc.timeouts", 1.0);
    }

    @Test
    void a_pool_that_nobody_closes_loses_its_series_when_it_is_collected() {
        assertThat(figures).containsEntry("abandoned.series", 0.0);
    }

    @Test
    void a_pool_that_nobody_closes_does_not_keep_its_application() {
        assertThat(figures).containsEntry("kept", 0.0);
    }

    /** The application of this test. */
    static final class Scenario {

        private static final SimpleMeterRegistry registry = new SimpleMeterRegistry();

        private record State(int total, int active, int idle, int pending, int max, int min) implements Pool.State {
            static State of(int total) {
                return new State(total, 0, 0, 0, 0, 0);
            }
        }

        public static void main(String[] args) {
            State third = State.of(3);
            State fourth = State.of(4);
            Pool.hikari("early", third).acquired(1000);
            Pool early = Pool.hikari("early", fourth);
            early.acquired(1000);
            early.acquired(1000);
            Pool gone = Pool.hikari("gone", third);
            gone.acquired(1000);
            gone.close();
            WeakReference<Pool.State> waiting = open("waiting");
            boolean kept = isKept(waiting);
            Telemetry.start(new Telemetry.Live(registry, List.of(), 8));
            print("early", total("early"));
            print("early-2", total("early-2"));
            print("early.acquired", acquired("hikaricp", "pool", "early"));
            print("early-2.acquired", acquired("hikaricp", "pool", "early-2"));
            print("gone.series", series("pool", "gone"));

            State one = State.of(1);
            State two = State.of(2);
            Pool first = Pool.hikari("main", one);
            Pool second = Pool.hikari("main", two);
            print("first", total("main"));
            print("second", total("main-2"));
            first.close();
            print("first.series.after.close", series("pool", "main"));
            print("second.after.close.of.first", total("main-2"));
            Pool again = Pool.hikari("main", third);
            again.acquired(1000);
            again.used(1000);
            again.created(1000);
            print("third", total("main"));
            again.close();
            again.acquired(1000);
            again.timedOut();
            second.close();
            second.acquired(1000);
            print("series.after.close", series("pool", "main") + series("pool", "main-2"));

            Pool jdbc = Pool.jdbc("test", "main", one);
            jdbc.waited(System.nanoTime(), false, null);
            jdbc.waited(System.nanoTime(), true, new IllegalStateException());
            jdbc.waited(System.nanoTime(), false, new IllegalStateException());
            print("jdbc.acquired", acquired("jdbc", "name", "main"));
            print(
                    "jdbc.timeouts",
                    registry.get("jdbc.connections.timeout").functionCounter().count());

            kept |= isKept(open("running"));
            print("kept", kept ? 1 : 0);
            registry.get("hikaricp.connections").tag("pool", "running").gauge().value();
            print("abandoned.series", series("pool", "running"));
            print("alive", third.total + fourth.total + one.total + two.total);
        }

        private static double acquired(String library, String label, String pool) {
            return registry.get(library + ".connections.acquire")
                    .tag(label, pool)
                    .timer()
                    .count();
        }

        private static double series(String label, String pool) {
            return registry.getMeters().stream()
                    .filter(meter -> pool.equals(meter.getId().getTag(label)))
                    .count();
        }

        private static WeakReference<Pool.State> open(String name) {
            State state = State.of(5);
            Pool.hikari(name, state).acquired(1000);
            return new WeakReference<>(state);
        }

        private static boolean isKept(WeakReference<?> reference) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (reference.get() != null && System.nanoTime() < deadline) {
                System.gc();
            }
            return reference.get() != null;
        }

        private static double total(String pool) {
            return registry.get("hikaricp.connections")
                    .tag("pool", pool)
                    .gauge()
                    .value();
        }

        private static void print(String name, double value) {
            System.out.println(name + "=" + value);
        }
    }
}
