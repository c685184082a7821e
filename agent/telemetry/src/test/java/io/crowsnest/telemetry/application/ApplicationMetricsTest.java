package io.crowsnest.telemetry.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ApplicationMetricsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(1);

    /** Sources are held weakly, and those of one test are no business of the next. */
    private final List<MetricReader> readers = new ArrayList<>();

    private void add(String library, MetricReader reader) {
        readers.add(reader);
        ApplicationMetrics.add(library, reader);
    }

    private static MetricReader of(String name) {
        return sink -> sink.add(metric(name));
    }

    private static ApplicationMetric metric(String name) {
        return new ApplicationMetric(name, null, null, Map.of(), new ApplicationMetric.Single(Kind.GAUGE, 1));
    }

    private static List<String> names() {
        return ApplicationMetrics.read(LONG).metrics().stream()
                .map(ApplicationMetric::name)
                .toList();
    }

    private static ApplicationSource source(String library) {
        return ApplicationMetrics.sources().stream()
                .filter(each -> each.library().equals(library))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_reader_that_is_added_twice_is_asked_once() {
        MetricReader reader = of("twice");
        add("twice", reader);
        add("twice", reader);

        assertThat(names()).containsOnlyOnce("twice");
        assertThat(source("twice").series()).isEqualTo(1);
    }

    @Test
    void the_newest_comes_first() {
        add("old", of("old"));
        add("new", of("new"));

        assertThat(names()).containsSubsequence("new", "old");
    }

    @Test
    void one_that_fails_costs_only_what_it_had_not_told_yet() {
        add("fails", sink -> {
            sink.add(metric("before"));
            throw new NoClassDefFoundError("gone/with/the/application");
        });
        add("works", of("beside"));

        assertThat(names()).contains("before", "beside");
        assertThat(source("fails").lastError()).contains("gone/with/the/application");
        assertThat(SourceErrors.of("fails").sum()).isEqualTo(1);
        assertThat(SourceErrors.of("works").sum()).isZero();
    }

    @Test
    void one_whose_failure_fails_to_say_what_it_is_costs_no_more() {
        add("beside-untold", of("beside-untold"));
        add("untold", sink -> {
            sink.failed("a gauge", new Untold());
            throw new Untold();
        });

        assertThat(names()).contains("beside-untold");
        assertThat(source("untold").lastError()).isEqualTo(Untold.class.getName());
        assertThat(SourceErrors.of("untold").sum()).isEqualTo(2);
    }

    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void a_reading_from_which_something_is_missing_says_so() {
        MetricReader whole = of("whole");
        add("complete", whole);
        assertThat(new ApplicationSource("complete", whole).read().isComplete()).isTrue();

        MetricReader partly = sink -> {
            sink.add(metric("there"));
            sink.failed("a gauge", new IllegalStateException("not there"));
        };
        add("incomplete", partly);
        assertThat(new ApplicationSource("incomplete", partly).read().isComplete())
                .isFalse();
        assertThat(ApplicationMetrics.read(LONG).isComplete()).isFalse();
    }

    @Test
    void what_is_read_is_known_by_the_library() {
        add("is-read", of("any"));

        assertThat(ApplicationMetrics.isRead("is-read")).isTrue();
        assertThat(ApplicationMetrics.isRead("is-not")).isFalse();
    }

    @Test
    void a_source_that_blocks_is_left_out_until_it_answers() {
        Gate gate = new Gate();
        add("blocks", sink -> {
            gate.pass();
            sink.add(metric("slow"));
        });
        add("quick", of("quick"));

        gate.readUntilBlocked();
        assertThat(names()).contains("quick").doesNotContain("slow");
        assertThat(source("blocks").lastError()).isEqualTo("has not answered since an earlier scrape");

        gate.open();
        assertThat(namesOnce("slow")).contains("quick", "slow");
    }

    @Test
    void a_gauge_that_blocks_costs_only_itself() {
        Gate gate = new Gate();
        Object blocking = new Object();
        add("one-blocks", sink -> {
            if (sink.begins(blocking, "the slow one")) {
                gate.pass();
                sink.add(metric("slow"));
            }
            if (sink.begins(this, "the other")) {
                sink.add(metric("other"));
            }
        });

        gate.readUntilBlocked();
        assertThat(names()).contains("other").doesNotContain("slow");
        assertThat(source("one-blocks").lastError()).isEqualTo("the slow one has not answered since an earlier scrape");

        gate.open();
        assertThat(namesOnce("slow")).contains("other", "slow");
    }

    @Test
    void whoever_blocks_with_one_gauge_after_the_other_is_left_alone_after_four() {
        Gate gate = new Gate();
        List<Object> blocking = List.of(new Object(), new Object(), new Object(), new Object(), new Object());
        AtomicInteger asked = new AtomicInteger();
        add(
                "all-block",
                sink -> blocking.forEach(each -> {
                    if (sink.begins(each, "one of five")) {
                        asked.incrementAndGet();
                        gate.pass();
                    }
                }));

        for (int i = 0; i < 10; i++) {
            ApplicationMetrics.read(SHORT);
        }
        while (asked.get() < 4) {
            ApplicationMetrics.read(SHORT);
        }
        ApplicationMetrics.read(SHORT);

        assertThat(asked.get()).isEqualTo(4);
        assertThat(source("all-block").lastError()).isEqualTo("has not answered since an earlier scrape");
        gate.open();
    }

    @Test
    void whoever_makes_a_registry_does_not_wait_for_a_reading() throws InterruptedException {
        Gate gate = new Gate();
        add("held-up", sink -> gate.pass());
        Thread scrape = new Thread(() -> ApplicationMetrics.read(LONG));
        scrape.start();
        gate.awaitSomebody();

        add("newcomer", of("newcomer"));

        assertThat(source("newcomer").library()).isEqualTo("newcomer");
        gate.open();
        scrape.join();
    }

    /** The names of a reading that has this one: what blocked may need a moment. */
    private static List<String> namesOnce(String name) {
        List<String> names = names();
        while (!names.contains(name)) {
            names = names();
        }
        return names;
    }

    /** Where functions of the application wait. */
    private static final class Gate {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        void pass() {
            reached.countDown();
            await(open);
        }

        void open() {
            open.countDown();
        }

        void awaitSomebody() {
            await(reached);
        }

        /** One reading that gave up, while somebody waits here. */
        void readUntilBlocked() {
            do {
                ApplicationMetrics.read(SHORT);
            } while (reached.getCount() > 0);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void it_is_asked_with_the_class_loader_of_the_application() {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        add("loader", sink -> seen.set(Thread.currentThread().getContextClassLoader()));

        names();

        assertThat(seen.get())
                .isEqualTo(ApplicationMetricsTest.class.getClassLoader().getParent());
    }

    @Test
    void one_whose_application_is_gone_is_gone() {
        ApplicationMetrics.add("gone", new MetricReader() {
            @Override
            public void read(MetricSink sink) {
                sink.add(metric("gone"));
            }
        });

        while (ApplicationMetrics.sources().stream()
                .anyMatch(each -> each.library().equals("gone"))) {
            System.gc();
        }
        assertThat(names()).doesNotContain("gone");
    }

    @Test
    void a_registry_is_remembered_once_and_not_kept() {
        WeakRegistries<Object> registries = new WeakRegistries<>();
        Object kept = new Object();
        registries.add(kept);
        registries.add(kept);
        registries.add(new Object());

        while (registries.alive().size() > 1) {
            System.gc();
        }
        assertThat(registries.alive()).containsExactly(kept);
    }
}
