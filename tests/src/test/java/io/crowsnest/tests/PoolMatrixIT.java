package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every connection pool in every version: its figures while connections are held, waited for in vain, and gone.
 *
 * <p>A scenario prints {@code pool METRICS LABEL NAME}, opens two pools of that name, and takes the steps of
 * {@code scenarios/pool/Steps}: it prints {@code step NAME} and waits for a line before it goes on.
 */
@Execution(ExecutionMode.CONCURRENT)
final class PoolMatrixIT {

    static Stream<Matrix.Case> thePoolSaysWhatItsConnectionsAreDoing() {
        return Matrix.cases("pool");
    }

    @ParameterizedTest
    @MethodSource
    void thePoolSaysWhatItsConnectionsAreDoing(Matrix.Case matrix) {
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            Matcher pool = jvm.awaitStdout("pool (\\S+) (\\S+) (\\S+)");
            URI metrics = jvm.awaitMetrics();
            Series large = new Series(metrics, pool.group(1), pool.group(2), pool.group(3));
            Series small = new Series(metrics, pool.group(1), pool.group(2), pool.group(3) + "-2");

            jvm.awaitStdout("step held");
            large.becomes(Map.of("active", 3, "idle", 1, "pending", 0, "max", 4, "min", 2, "waits", 3, "timeouts", 0));
            small.becomes(Map.of("active", 0, "idle", 1, "pending", 0, "max", 1, "min", 1, "waits", 1, "timeouts", 0));

            jvm.goOn();
            jvm.awaitStdout("step waiting");
            large.becomes(Map.of("active", 4, "idle", 0, "pending", 3, "waits", 4, "timeouts", 0));

            jvm.goOn();
            jvm.awaitStdout("0 waits failed");
            jvm.awaitStdout("step released");
            large.becomes(Map.of("active", 0, "idle", 4, "pending", 0, "waits", 7, "timeouts", 0));

            jvm.goOn();
            jvm.awaitStdout("3 waits failed of three");
            jvm.awaitStdout("step exhausted");
            small.becomes(Map.of("active", 1, "idle", 0, "pending", 0, "waits", 5, "timeouts", 3));

            jvm.goOn();
            jvm.awaitStdout("step closed");
            small.isGone();
            large.becomes(Map.of("active", 0, "idle", 4, "pending", 0, "max", 4, "min", 2, "waits", 7, "timeouts", 0));

            jvm.goOn();
            jvm.awaitStdout("step gone");
            large.isGone();
            assertThat(Scrape.of(metrics).sum("crowsnest_hook_errors_total")).isZero();
            jvm.finish().assertAgentIsQuiet();
        }
    }

    /** The series of one pool. */
    private record Series(URI metrics, String prefix, String label, String name) {

        private static final Map<String, String> NAMES =
                Map.of("waits", "acquire_seconds_count", "timeouts", "timeout_total");

        /** Waits until the figures are these: some pools open and give back connections on a thread of their own. */
        void becomes(Map<String, Integer> figures) {
            Map<String, Double> expected = new TreeMap<>();
            figures.forEach((figure, value) -> expected.put(figure, (double) value));
            Map<String, Double> seen = Poll.until(
                    Duration.ofSeconds(10),
                    () -> {
                        Scrape scrape = Scrape.of(metrics);
                        Map<String, Double> now = new TreeMap<>();
                        expected.keySet().forEach(figure -> now.put(figure, value(scrape, figure)));
                        return now;
                    },
                    expected::equals);
            assertThat(seen).as(name).isEqualTo(expected);
        }

        void isGone() {
            assertThat(Scrape.of(metrics).samples())
                    .noneMatch(sample -> sample.name().startsWith(prefix)
                            && name.equals(sample.labels().get(label)));
        }

        /** NaN if there is no such series. */
        private double value(Scrape scrape, String figure) {
            String metric = prefix + "_" + NAMES.getOrDefault(figure, figure);
            return scrape.samples().stream()
                    .filter(sample -> sample.name().equals(metric)
                            && name.equals(sample.labels().get(label)))
                    .mapToDouble(Scrape.Sample::value)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }
}
