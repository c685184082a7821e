package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thread pools that have a name: their threads, their queue and their tasks, at moments when all are at rest. */
@Execution(ExecutionMode.CONCURRENT)
final class ExecutorMatrixIT {

    static Stream<Matrix.Case> theExecutorSaysWhatItsThreadsAreDoing() {
        return Matrix.cases("executor");
    }

    @ParameterizedTest
    @MethodSource
    void theExecutorSaysWhatItsThreadsAreDoing(Matrix.Case matrix) {
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            URI metrics = jvm.awaitMetrics();

            jvm.awaitStdout("step busy");
            Scrape busy = Scrape.of(metrics);
            assertThat(figures(busy, "orders")).isEqualTo(figures(2, 2, 2, 5, 4, 6, 0));
            assertThat(figures(busy, "orders-2")).isEqualTo(figures(0, 0, 2, 5, 0, 10, 0));
            assertThat(figures(busy, "ticks"))
                    .containsEntry("executor_pool_core_threads", 3.0)
                    .containsEntry("executor_queued_tasks", 0.0);

            jvm.goOn();
            jvm.awaitStdout("step done");
            Scrape done = Scrape.until(metrics, "executor_completed_tasks_total", 7);
            assertThat(figures(done, "orders")).isEqualTo(figures(0, 2, 2, 5, 0, 10, 6));

            jvm.goOn();
            jvm.awaitStdout("step closed");
            Scrape closed = Scrape.of(metrics);
            assertThat(figures(closed, "orders")).isEmpty();
            assertThat(figures(closed, "ticks")).isEmpty();
            assertThat(figures(closed, "orders-2")).isEqualTo(figures(0, 0, 2, 5, 0, 10, 0));
            assertThat(closed.sum("crowsnest_hook_errors_total")).isZero();
            jvm.finish().assertAgentIsQuiet();
        }
    }

    private static Map<String, Double> figures(
            double active, double size, double core, double max, double queued, double remaining, double completed) {
        return new TreeMap<>(Map.of(
                "executor_active_threads", active,
                "executor_pool_size_threads", size,
                "executor_pool_core_threads", core,
                "executor_pool_max_threads", max,
                "executor_queued_tasks", queued,
                "executor_queue_remaining_tasks", remaining,
                "executor_completed_tasks_total", completed));
    }

    private static Map<String, Double> figures(Scrape scrape, String executor) {
        return scrape.samples().stream()
                .filter(sample -> sample.name().startsWith("executor_")
                        && executor.equals(sample.labels().get("name")))
                .collect(Collectors.toMap(Scrape.Sample::name, Scrape.Sample::value, Double::sum, TreeMap::new));
    }
}
