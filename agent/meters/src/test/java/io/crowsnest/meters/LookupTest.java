package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A meter is found by its name also when it is not in Micrometer's tables any more, since many came after it. */
class LookupTest {

    private static final int MANY = 3 * RecentMeters.MOST;

    private final StripedMeterRegistry registry =
            new StripedMeterRegistry(RegistryOptions.defaults().withCommonTags(List.of(Tag.of("service", "shop"))));

    private void makeMany() {
        for (int i = 0; i < MANY; i++) {
            registry.counter("many", "number", "n" + i);
        }
    }

    @Test
    void micrometers_own_tables_have_only_the_last_ones() {
        AtomicInteger left = new AtomicInteger();
        registry.config().onMeterRemoved(meter -> left.incrementAndGet());
        makeMany();

        assertThat(left).hasValue(MANY - RecentMeters.MOST);
    }

    @Test
    void who_asks_again_gets_the_same_meter() {
        Counter counter = registry.counter("orders", "kind", "new");
        Timer timer = timer();
        DistributionSummary summary = summary();
        makeMany();

        assertThat(registry.counter("orders", "kind", "new")).isSameAs(counter);
        assertThat(timer()).isSameAs(timer);
        assertThat(summary()).isSameAs(summary);
    }

    private Timer timer() {
        return Timer.builder("work")
                .tag("kind", "new")
                .serviceLevelObjectives(Duration.ofMillis(1))
                .register(registry);
    }

    private DistributionSummary summary() {
        return DistributionSummary.builder("size")
                .tag("kind", "new")
                .baseUnit("bytes")
                .register(registry);
    }

    @Test
    void who_asks_again_and_again_makes_no_second_series() {
        for (int round = 0; round < 3; round++) {
            makeMany();
        }

        assertThat(registry.families()).hasSize(1);
        assertThat(registry.families().get(0).view().size()).isEqualTo(MANY);
    }

    @Test
    void all_meters_are_shown_and_each_is_once() {
        registry.gauge("queue", List.of(Tag.of("name", "q")), 1);
        registry.counter("without.labels");
        makeMany();

        assertThat(registry.getMeters()).hasSize(MANY + 2).doesNotHaveDuplicates();
        assertThat(registry.find("many").counters()).hasSize(MANY);
        assertThat(registry.get("many").tag("number", "n0").counter().getId().getTag("service"))
                .isEqualTo("shop");
    }

    @Test
    void a_meter_that_is_removed_is_gone_and_begins_anew() {
        Counter counter = registry.counter("orders", "kind", "new");
        counter.increment(7);
        makeMany();

        assertThat(registry.remove(counter)).isSameAs(counter);
        assertThat(registry.find("orders").meters()).isEmpty();
        assertThat(registry.counter("orders", "kind", "new").count()).isZero();
        assertThat(registry.find("orders").meters()).hasSize(1);
    }

    @Test
    void a_meter_that_is_removed_twice_is_gone_once() {
        Counter counter = registry.counter("orders", "kind", "new");
        makeMany();
        registry.remove(counter);

        assertThat(registry.remove(counter)).isNull();
    }

    @Test
    void a_meter_that_came_back_after_its_removal_is_not_taken_for_the_old_one() {
        registry.remove(registry.counter("orders", "kind", "new"));
        Counter second = registry.counter("orders", "kind", "new");
        makeMany();

        assertThat(registry.counter("orders", "kind", "new")).isSameAs(second);
        assertThat(registry.find("orders").meters()).hasSize(1);
    }

    @Test
    void all_are_gone_when_the_registry_is_cleared() {
        timer();
        makeMany();
        registry.clear();

        assertThat(registry.getMeters()).isEmpty();
        assertThat(registry.families()).isEmpty();
    }

    @Test
    void threads_that_remove_and_look_leave_no_meter_that_nobody_reads() throws InterruptedException {
        int threads = 6;
        int numbers = 2 * RecentMeters.MOST;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            new Thread(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            Counter counter = registry.counter("orders", "number", "n" + random.nextInt(numbers));
                            if (random.nextInt(3) == 0) {
                                registry.remove(counter);
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        List<Meter> found = new ArrayList<>();
        for (int i = 0; i < numbers; i++) {
            found.add(registry.counter("orders", "number", "n" + i));
        }

        assertThat(registry.getMeters()).containsExactlyInAnyOrderElementsOf(found);
    }
}
