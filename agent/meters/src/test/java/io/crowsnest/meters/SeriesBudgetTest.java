package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SeriesBudgetTest {

    private final List<Meter.Id> folded = new ArrayList<>();
    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults()
            .withSeriesLimit(3)
            .withCommonTags(List.of(Tag.of("service", "shop")))
            .withOnFolded(folded::add));

    @Test
    void what_exceeds_the_limit_shares_one_series_and_sums_stay_true() {
        for (int i = 0; i < 10; i++) {
            registry.counter("orders", "customer", "c" + i).increment();
        }

        assertThat(registry.getMeters()).hasSize(3 + 1);
        assertThat(registry.get("orders").tag("customer", "overflow").counter().count())
                .isEqualTo(7);
        assertThat(registry.find("orders").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(10);
        assertThat(folded).hasSize(7);
    }

    @Test
    void what_was_there_before_the_limit_keeps_its_series() {
        Counter first = registry.counter("orders", "customer", "c0");
        for (int i = 0; i < 10; i++) {
            registry.counter("orders", "customer", "c" + i);
        }

        assertThat(registry.counter("orders", "customer", "c0")).isSameAs(first);
    }

    @Test
    void tags_that_all_series_share_stay_as_they_are() {
        for (int i = 0; i < 10; i++) {
            registry.counter("orders", "customer", "c" + i);
        }

        assertThat(registry.get("orders")
                        .tag("customer", "overflow")
                        .counter()
                        .getId()
                        .getTag("service"))
                .isEqualTo("shop");
    }

    @Test
    void a_tag_with_the_name_of_a_common_one_and_a_value_of_its_own_counts() {
        for (int i = 0; i < 10; i++) {
            registry.counter("orders", "service", "s" + i).increment();
        }

        assertThat(registry.getMeters()).hasSize(3 + 1);
        assertThat(registry.get("orders").tag("service", "overflow").counter().count())
                .isEqualTo(7);
    }

    @Test
    void a_series_that_is_removed_leaves_its_place_to_another() {
        List<Counter> counters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            counters.add(registry.counter("orders", "customer", "c" + i));
        }
        registry.remove(counters.get(1));

        assertThat(registry.counter("orders", "customer", "new").getId().getTag("customer"))
                .isEqualTo("new");
    }

    @Test
    void who_leaves_the_shared_series_leaves_it_to_the_others() {
        List<Counter> counters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            counters.add(registry.counter("orders", "customer", "c" + i));
        }
        registry.remove(counters.get(3));
        counters.get(4).increment();

        assertThat(registry.get("orders").tag("customer", "overflow").counter().count())
                .isEqualTo(1);
    }

    @Test
    void a_series_that_the_application_calls_overflow_can_be_removed() {
        registry.remove(registry.counter("lines", "state", "overflow"));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void functions_beyond_the_limit_are_not_shown_as_if_one_of_them_were_all() {
        for (int i = 0; i < 10; i++) {
            registry.gauge("queue", List.of(Tag.of("name", "q" + i)), i);
        }

        assertThat(registry.families().get(0).view().size()).isEqualTo(3);
        assertThat(folded).hasSize(7);
    }

    @Test
    void timers_that_are_removed_leave_their_places_to_others() {
        for (int i = 0; i < 10; i++) {
            registry.remove(registry.timer("work", "of", "o" + i));
            registry.remove(FunctionTimer.builder("calls", this, any -> 1, any -> 1, TimeUnit.SECONDS)
                    .tag("of", "o" + i)
                    .register(registry));
        }

        assertThat(folded).isEmpty();
    }

    @Test
    void a_function_timer_within_the_limit_is_shown() {
        FunctionTimer.builder("calls", this, any -> 1, any -> 1, TimeUnit.SECONDS)
                .tag("of", "one")
                .register(registry);

        assertThat(registry.families().get(0).view().size()).isEqualTo(1);
    }

    @Test
    void a_time_gauge_that_is_removed_leaves_its_place_to_another() {
        for (int i = 0; i < 10; i++) {
            registry.remove(TimeGauge.builder("age", () -> 1, TimeUnit.MINUTES)
                    .tag("of", "o" + i)
                    .register(registry));
        }

        assertThat(folded).isEmpty();
    }

    @Test
    void another_name_has_a_budget_of_its_own() {
        for (int i = 0; i < 10; i++) {
            registry.counter("orders", "customer", "c" + i);
        }

        assertThat(registry.counter("returns", "customer", "c9").getId().getTag("customer"))
                .isEqualTo("c9");
    }

    @Test
    void threads_that_race_for_the_last_places_do_not_exceed_them() throws InterruptedException {
        StripedMeterRegistry raced =
                new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(500));
        int threads = 8;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int number = t;
            new Thread(() -> {
                        for (int i = 0; i < 200; i++) {
                            raced.counter("orders", "customer", number + "-" + i)
                                    .increment();
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();

        assertThat(raced.getMeters()).hasSize(500 + 1);
        assertThat(raced.find("orders").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(1600);
    }
}
