package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many virtual threads with an HTTP client and a database: they all end, and code of ours pins none that matters. */
final class VirtualThreadsIT {

    /** Usually none. What runs for the first time initialises a class, for which the JVM pins those that wait. */
    private static final int MOST_PINNED = 10;

    private static final int CALLS = 10_000 + 2 * 100;

    static Stream<Matrix.Case> tenThousandThreadsEndAndHardlyOneIsPinnedByTheAgent() {
        return Matrix.cases("virtual").filter(matrix -> matrix.jdk().version() >= 21);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource
    void tenThousandThreadsEndAndHardlyOneIsPinnedByTheAgent(Matrix.Case matrix) {
        try (ForkedJvm jvm = matrix.jvm().agent().start()) {
            jvm.awaitStdout("warm");
            // The registry starts with the first scrape, and brings classes of its own.
            Scrape.until(jvm.awaitMetrics(), "jvm_memory_used_bytes", 1);
            jvm.goOn();
            assertThat(Integer.parseInt(jvm.awaitStdout("pinned (\\d+)").group(1)))
                    .isLessThanOrEqualTo(MOST_PINNED);
            Scrape scrape = Scrape.of(jvm.awaitMetrics());
            assertThat(scrape.sum("http_client_requests_seconds_count", Map.of("status", "204")))
                    .isEqualTo(CALLS);
            assertThat(scrape.sum("db_client_operation_duration_seconds_count")).isEqualTo(2 * CALLS);
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            jvm.finish().assertAgentIsQuiet();
        }
    }
}
