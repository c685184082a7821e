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
    void a_name_shows_the_newest_pool_that_has_it() {
        assertThat(figures).containsEntry("second", 2.0);
    }

    @Test
    void an_earlier_pool_closes_without_taking_the_newest_along() {
        assertThat(figures).containsEntry("second.after.close.of.first", 2.0);
    }

    @Test
    void the_newest_takes_its_gauges_along() {
        assertThat(figures).containsEntry("gauges.after.close", 0.0);
    }

    @Test
    void among_pools_from_before_the_start_the_newest_is_shown() {
        assertThat(figures).containsEntry("early", 4.0);
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
            Pool.hikari("early", third);
            Pool.hikari("early", fourth);
            WeakReference<Pool.State> waiting = open("waiting");
            boolean kept = isKept(waiting);
            Telemetry.start(new Telemetry.Live(registry, List.of(), 8));
            print("early", total("early"));

            State one = State.of(1);
            State two = State.of(2);
            Pool first = Pool.hikari("main", one);
            Pool second = Pool.hikari("main", two);
            print("second", total("main"));
            first.close();
            print("second.after.close.of.first", total("main"));
            second.close();
            print(
                    "gauges.after.close",
                    registry.find("hikaricp.connections")
                            .tag("pool", "main")
                            .gauges()
                            .size());
            kept |= isKept(open("running"));
            print("kept", kept ? 1 : 0);
            print("alive", third.total + fourth.total + one.total + two.total);
        }

        private static WeakReference<Pool.State> open(String name) {
            State state = State.of(5);
            Pool.hikari(name, state);
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
