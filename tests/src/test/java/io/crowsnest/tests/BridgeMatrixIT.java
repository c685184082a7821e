package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What passes from one framework to another is captured once, by the one that decides: what that drops stays dropped. */
@Execution(ExecutionMode.CONCURRENT)
final class BridgeMatrixIT {

    private static final int CALLS = 50;
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
    private static final int LOWEST_ACCEPTED = LEVELS.indexOf("INFO");

    @TempDir
    private Path spool;

    /** Bridges in the newest version on the newest JDK, unless all are wanted; the JDK itself and what we hook everywhere. */
    static Stream<Matrix.Case> everyCallIsCapturedOnce() {
        int newestJdk = Jdks.all().get(Jdks.all().size() - 1).version();
        return Matrix.cases("bridges")
                .filter(matrix -> Boolean.getBoolean("crowsnest.tests.matrix")
                        || matrix.row().library().equals("-")
                        || !matrix.row().hooks().equals("-")
                        || (matrix.version().equals(matrix.row().newest())
                                && matrix.jdk().version() == newestJdk));
    }

    @ParameterizedTest
    @MethodSource
    void everyCallIsCapturedOnce(Matrix.Case matrix) {
        List<String> expected = new ArrayList<>();
        List<String> actual;
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .run(matrix.row().scenario().split(":", 2)[1])
                        .agent("elasticsearch.url=" + logs.url(), "logs.spool.directory=" + spool, "logs.level=TRACE")
                        .start()) {
            jvm.awaitStdout("^logged$");
            Run run = jvm.finish().assertAgentIsQuiet();
            assertThat(run.exitCode()).isZero();
            boolean hasMdc = run.stdout().contains("with MDC");
            for (int call = 0; call < CALLS; call++) {
                int level = call % LEVELS.size();
                if (level >= LOWEST_ACCEPTED) {
                    expected.add("call " + call + " " + LEVELS.get(level) + " shop.orders worker-" + call % 2
                            + (hasMdc ? " " + call : " null"));
                }
            }
            actual = logs.documents().stream()
                    .filter(document -> document.get("message").startsWith("call "))
                    .map(BridgeMatrixIT::summary)
                    .toList();
        }
        assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String summary(Map<String, String> document) {
        return String.join(
                " ",
                document.get("message"),
                document.get("log.level"),
                document.get("log.logger"),
                document.get("process.thread.name"),
                String.valueOf(document.get("number")));
    }
}
