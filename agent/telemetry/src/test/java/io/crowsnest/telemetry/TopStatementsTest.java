package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TopStatementsTest {

    private static final int MOST = TopStatements.MOST;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final TopStatements top =
            new TopStatements(Catalogue.DB_CLIENT_STATEMENT_DURATION, Catalogue.DB_CLIENT_STATEMENT_DURATION_MAX, 0);

    private static SqlStatement statement(int number) {
        return SqlStatement.of("SELECT", "t", "select a" + number + " from t");
    }

    private void record(long nanos, SqlStatement statement) {
        top.record(nanos, "postgresql", statement.operation(), statement);
    }

    private FunctionTimer timer(String digest) {
        return registry.find("db.client.statement.duration")
                .tag("db.query.digest", digest)
                .functionTimer();
    }

    private double max(String digest) {
        Gauge gauge = registry.get("db.client.statement.duration.seconds.max")
                .tag("db.query.digest", digest)
                .gauge();
        return gauge.value();
    }

    private double sumOfCounts() {
        return registry.find("db.client.statement.duration").functionTimers().stream()
                .mapToDouble(FunctionTimer::count)
                .sum();
    }

    private double sumOfTimes() {
        return registry.find("db.client.statement.duration").functionTimers().stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.NANOSECONDS))
                .sum();
    }

    /** So many statements of a microsecond, all with series of their own. */
    private void fill(int statements) {
        for (int i = 0; i < statements; i++) {
            record(1000, statement(i));
        }
    }

    @Test
    void a_statement_has_count_sum_and_maximum() {
        top.bindTo(registry, 2000);
        SqlStatement statement = statement(1);

        record(1_000_000, statement);
        record(3_000_000, statement);

        FunctionTimer timer = timer(statement.digest());
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(4);
        assertThat(max(statement.digest())).isEqualTo(0.003);
        assertThat(timer.getId().getTag("db.system.name")).isEqualTo("postgresql");
        assertThat(timer.getId().getTag("db.operation.name")).isEqualTo("SELECT");
        assertThat(timer.getId().getTag("db.collection.name")).isEqualTo("t");
    }

    @Test
    void what_came_before_the_registry_is_shown() {
        record(1000, statement(1));

        top.bindTo(registry, 2000);

        assertThat(timer(statement(1).digest()).count()).isEqualTo(1);
    }

    @Test
    void a_batch_and_a_single_statement_are_two_series() {
        top.bindTo(registry, 2000);
        SqlStatement statement = statement(1);

        record(1000, statement);
        top.record(1000, "postgresql", statement.batchOperation(), statement);
        top.record(1000, "mysql", statement.operation(), statement);

        assertThat(top.size()).isEqualTo(3);
    }

    @Test
    void the_201st_is_counted_as_other() {
        top.bindTo(registry, 2000);
        fill(MOST);
        assertThat(timer("other")).isNull();

        record(1000, statement(MOST));

        assertThat(timer("other").count()).isEqualTo(1);
        assertThat(timer(statement(MOST).digest())).isNull();
        assertThat(top.size()).isEqualTo(MOST + 1);
    }

    @Test
    void the_series_limit_holds_here_too() {
        fill(20);
        record(5000, statement(0));

        top.bindTo(registry, 10);
        record(1000, statement(20));

        assertThat(top.size()).isEqualTo(10 + 1);
        assertThat(timer(statement(0).digest()).count()).isEqualTo(2);
        assertThat(timer("other").count()).isEqualTo(11);
        assertThat(sumOfCounts()).isEqualTo(22);
    }

    @Test
    void who_becomes_important_takes_the_place_of_the_least_important() {
        top.bindTo(registry, 2000);
        for (int i = 0; i < MOST; i++) {
            record(10_000 + i, statement(i));
        }
        SqlStatement late = statement(MOST);
        record(1_000_000, late);
        double before = sumOfTimes();

        top.rebalance(1);

        assertThat(timer(statement(0).digest())).isNull();
        assertThat(timer(statement(1).digest())).isNotNull();
        assertThat(timer(late.digest()).count()).isZero();
        assertThat(timer("other").count()).isEqualTo(2);
        assertThat(timer("other").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(1_010_000);
        assertThat(sumOfTimes()).isEqualTo(before);
        assertThat(max("other")).isEqualTo(0.001);
        record(500, late);
        assertThat(timer(late.digest()).count()).isEqualTo(1);
    }

    @Test
    void nobody_changes_places_between_scrapes() {
        top.bindTo(registry, 2000);
        fill(MOST);

        record(TimeUnit.HOURS.toNanos(1), statement(MOST));

        assertThat(timer(statement(MOST).digest())).isNull();
        assertThat(timer("other").count()).isEqualTo(1);
    }

    @Test
    void who_comes_first_does_not_keep_the_place_and_equals_do_not_take_turns() {
        top.bindTo(registry, 2000);
        fill(MOST);
        for (int round = 1; round < 50; round++) {
            record(1000 * round + 200, statement(MOST + round % 7));
            fill(MOST);
            top.rebalance(round);
        }
        List<FunctionTimer> stable =
                new ArrayList<>(registry.find("db.client.statement.duration").functionTimers());

        for (int round = 50; round < 60; round++) {
            for (int i = 0; i < MOST + 7; i++) {
                record(1000, statement(i));
            }
            top.rebalance(round);
        }

        assertThat(registry.find("db.client.statement.duration").functionTimers())
                .containsExactlyInAnyOrderElementsOf(stable);
        assertThat(timer(statement(MOST + 1).digest())).isNotNull();
    }

    @Test
    void time_long_ago_counts_less() {
        top.bindTo(registry, 2000);
        for (int i = 0; i < MOST; i++) {
            record(TimeUnit.HOURS.toNanos(10), statement(i));
        }
        record(1, statement(MOST));
        top.rebalance(1);

        record(TimeUnit.HOURS.toNanos(1), statement(MOST));
        top.rebalance(2);
        assertThat(timer(statement(MOST).digest())).isNull();

        top.rebalance(TimeUnit.HOURS.toNanos(10));
        record(TimeUnit.HOURS.toNanos(1), statement(MOST));
        top.rebalance(TimeUnit.HOURS.toNanos(10) + 1);
        assertThat(timer(statement(MOST).digest())).isNotNull();
    }

    @Test
    void a_flood_of_statements_that_run_once_drives_nobody_out() {
        top.bindTo(registry, 2000);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < MOST; i++) {
                record(1_000_000, statement(i));
            }
            for (int i = 0; i < 5000; i++) {
                record(1000, statement(1000 + round * 5000 + i));
            }
            top.rebalance(round);
        }

        for (int i = 0; i < MOST; i++) {
            assertThat(timer(statement(i).digest()).count()).isEqualTo(20);
        }
        assertThat(timer("other").count()).isEqualTo(100_000);
    }

    /** Four threads record what is known, what is not and what takes over, while places change; then the sums are exact. */
    @Test
    void sums_are_exact_while_places_change_and_never_fall() throws Exception {
        top.bindTo(registry, 2000);
        int threads = 4;
        int rounds = 300_000;
        SqlStatement[] statements = new SqlStatement[600];
        for (int i = 0; i < statements.length; i++) {
            statements[i] = statement(i);
        }
        AtomicLong nanos = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        CyclicBarrier start = new CyclicBarrier(threads + 1);
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        List<Future<Void>> work = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(thread);
            work.add(pool.submit((Callable<Void>) () -> {
                start.await();
                long mine = 0;
                for (int i = 0; i < rounds; i++) {
                    // What is important moves on, so that series lose their places while they are used.
                    int window = i / 1000 % 40 * 10;
                    long time = 1 + random.nextInt(1000) + (long) i;
                    record(time, statements[window + random.nextInt(200)]);
                    mine += time;
                }
                nanos.addAndGet(mine);
                return null;
            }));
        }
        AtomicLong changes = new AtomicLong();
        Future<Void> scrapes = pool.submit((Callable<Void>) () -> {
            start.await();
            double before = 0;
            List<FunctionTimer> members = List.of();
            for (long now = 0; !over.get(); now += TimeUnit.MINUTES.toNanos(20)) {
                top.rebalance(now);
                double sum = sumOfCounts();
                assertThat(sum).isGreaterThanOrEqualTo(before);
                before = sum;
                List<FunctionTimer> next = List.copyOf(
                        registry.find("db.client.statement.duration").functionTimers());
                for (FunctionTimer each : members) {
                    changes.addAndGet(next.contains(each) ? 0 : 1);
                }
                members = next;
            }
            return null;
        });
        try {
            for (Future<Void> each : work) {
                each.get(60, TimeUnit.SECONDS);
            }
            over.set(true);
            scrapes.get(60, TimeUnit.SECONDS);
        } finally {
            over.set(true);
            pool.shutdownNow();
        }

        assertThat(changes.get()).as("series that lost their place").isGreaterThan(100);
        assertThat(sumOfCounts()).isEqualTo((double) threads * rounds);
        assertThat(sumOfTimes()).isEqualTo((double) nanos.get());
        assertThat(top.size()).isEqualTo(MOST + 1);
    }

    @Test
    void a_known_statement_costs_no_garbage() {
        top.bindTo(registry, 2000);
        String sql = "SELECT * FROM t WHERE a = 1";
        SqlStatements statements = new SqlStatements(SqlDialect.POSTGRESQL);
        Runnable run = () -> record(1000, statements.of(sql));

        assertThat(allocatedBy(run)).isZero();
    }

    /** Bytes in a hundred thousand calls, in the best of some attempts: the JIT may be late. */
    private static long allocatedBy(Runnable run) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++) {
            long before = threads.getThreadAllocatedBytes(me);
            for (int i = 0; i < 100_000; i++) {
                run.run();
            }
            // What the measurement itself takes is less than a byte for a thousand calls.
            long bytes = threads.getThreadAllocatedBytes(me) - before;
            least = Math.min(least, bytes / 1000);
        }
        return least;
    }
}
