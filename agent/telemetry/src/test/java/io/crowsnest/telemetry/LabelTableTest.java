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
import java.util.concurrent.atomic.AtomicIntegerArray;
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
    void an_idle_value_leaves_after_so_many_looks_and_one() {
        LabelTable<String> table = table(1, 10);
        table.get("a", "", "", "", "");
        List<String> gone = new ArrayList<>();
        for (int look = 0; look < 3; look++) {
            table.look(value -> 7, 2, gone::add);
        }

        assertThat(gone).isEmpty();
        table.look(value -> 7, 2, gone::add);
        assertThat(gone).containsExactly("a");
        assertThat(table.size()).isZero();
    }

    @Test
    void whoever_asks_for_a_value_that_is_leaving_has_it_back() {
        LabelTable<String> table = table(1, 1);
        String first = table.get("a", "", "", "", "");
        table.get("b", "", "", "", "");
        List<String> gone = new ArrayList<>();
        for (int look = 0; look < 3; look++) {
            table.look(value -> 7, 2, gone::add);
        }

        assertThat(table.get("a", "", "", "", "")).isSameAs(first);
        table.look(value -> 7, 2, gone::add);
        assertThat(gone).isEmpty();
        assertThat(table.get("a", "", "", "", "")).isSameAs(first);
    }

    @Test
    void a_value_that_is_used_after_it_left_comes_back() {
        LabelTable<String> table = table(1, 10);
        String held = table.get("a", "", "", "", "");
        AtomicInteger used = new AtomicInteger();
        List<String> gone = new ArrayList<>();
        for (int look = 0; look < 3; look++) {
            table.look(value -> used.get(), 2, gone::add);
        }
        used.incrementAndGet();
        table.look(value -> used.get(), 2, gone::add);

        assertThat(gone).isEmpty();
        assertThat(table.get("a", "", "", "", "")).isSameAs(held);
    }

    /** As long as nobody needs longer from finding a value to using it than from one look to the next. */
    @Test
    void no_recording_is_lost_while_idle_values_leave() throws Exception {
        int threads = 4;
        int rounds = 500_000;
        LongAdder total = new LongAdder();
        AtomicIntegerArray progress = new AtomicIntegerArray(threads);
        LabelTable<LongAdder> table =
                new LabelTable<>(1, values -> new LongAdder(), (value, values) -> false, overflows::incrementAndGet);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        table.get("v" + (number * 31 + i / 1000) % 300, "", "", "", "")
                                .increment();
                        progress.incrementAndGet(number);
                    }
                    return null;
                }));
            }
            int looks = 0;
            while (running.stream().anyMatch(each -> !each.isDone())) {
                for (int t = 0; t < threads; t++) {
                    for (int before = progress.get(t); progress.get(t) == before && before < rounds; ) {
                        Thread.onSpinWait();
                    }
                }
                table.look(LongAdder::sum, 1, value -> total.add(value.sum()));
                looks++;
            }
            assertThat(looks).isGreaterThan(3);
            for (Future<Void> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        for (int look = 0; look < 3; look++) {
            table.look(LongAdder::sum, 1, value -> total.add(value.sum()));
        }

        assertThat(total.sum()).isEqualTo((long) threads * rounds);
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
