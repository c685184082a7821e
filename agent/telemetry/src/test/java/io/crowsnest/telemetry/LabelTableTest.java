package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class LabelTableTest {

    private final AtomicInteger overflows = new AtomicInteger();

    private LabelTable<String> table(int labels, int limit) {
        AtomicInteger made = new AtomicInteger();
        return new LabelTable<>(
                labels,
                values -> made.getAndIncrement() < limit ? String.join("/", values) : "shared",
                (value, values) -> value.equals("shared"),
                overflows::incrementAndGet);
    }

    @Test
    void the_factory_gets_the_labels_in_use_in_their_order() {
        assertThat(table(3, 10).get("a", "b", "c", "", "")).isEqualTo("a/b/c");
    }

    @Test
    void the_same_labels_give_the_same_value() {
        LabelTable<String> table = table(2, 10);

        assertThat(table.get("a", "b", "", "", "")).isSameAs(table.get(new String("a"), "b", "", "", ""));
    }

    @Test
    void labels_with_equal_hashes_are_told_apart() {
        LabelTable<String> table = table(1, 10);

        assertThat(table.get("Aa", "", "", "", "")).isEqualTo("Aa");
        assertThat(table.get("BB", "", "", "", "")).isEqualTo("BB");
    }

    @Test
    void it_grows_without_losing_a_value() {
        LabelTable<String> table = table(1, 1000);
        List<String> first = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            first.add(table.get("v" + i, "", "", "", ""));
        }

        for (int i = 0; i < 1000; i++) {
            assertThat(table.get("v" + i, "", "", "", "")).isSameAs(first.get(i));
        }
        assertThat(table.size()).isEqualTo(1000);
    }

    @Test
    void what_the_registry_folds_shares_one_value() {
        LabelTable<String> table = table(2, 1);
        table.get("a", "b", "", "", "");

        assertThat(table.get("c", "d", "", "", "")).isEqualTo("shared");
        assertThat(table.get("e", "f", "", "", "")).isSameAs(table.get("c", "d", "", "", ""));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void each_use_of_the_shared_value_is_counted() {
        LabelTable<String> table = table(1, 1);
        table.get("known", "", "", "", "");
        for (int i = 0; i < 5; i++) {
            table.get("new" + i, "", "", "", "");
        }

        assertThat(overflows).hasValue(5);
    }

    @Test
    void what_was_known_before_the_limit_keeps_its_value() {
        LabelTable<String> table = table(1, 1);
        table.get("known", "", "", "", "");
        table.get("new", "", "", "", "");

        assertThat(table.get("known", "", "", "", "")).isEqualTo("known");
        assertThat(overflows).hasValue(1);
    }

    @Test
    void threads_that_race_get_the_same_value_and_no_recording_is_lost() throws Exception {
        int threads = 8;
        int rounds = 20_000;
        ConcurrentHashMap<String, AtomicInteger> made = new ConcurrentHashMap<>();
        LongAdder shared = new LongAdder();
        LabelTable<LongAdder> table = new LabelTable<>(
                1,
                values -> {
                    boolean fits = made.size() < 200;
                    made.computeIfAbsent(fits ? values[0] : "shared", name -> new AtomicInteger())
                            .incrementAndGet();
                    return fits ? new LongAdder() : shared;
                },
                (value, values) -> value == shared,
                overflows::incrementAndGet);
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<Void> work = () -> {
            start.await();
            for (int i = 0; i < rounds; i++) {
                table.get("v" + i % 300, "", "", "", "").increment();
            }
            return null;
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> each : pool.invokeAll(java.util.Collections.nCopies(threads, work))) {
                each.get();
            }
        } finally {
            pool.shutdown();
        }

        assertThat(made)
                .hasSize(201)
                .allSatisfy((name, times) -> assertThat(times).hasValue(1));
        long sum = shared.sum();
        for (int i = 0; i < 300; i++) {
            LongAdder value = table.get("v" + i, "", "", "", "");
            sum += value == shared ? 0 : value.sum();
        }
        assertThat(sum).isEqualTo((long) threads * rounds);
    }
}
