package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each run of a scheduled method is a trace of its own, which goes along to what it starts. */
@Execution(ExecutionMode.CONCURRENT)
final class TaskMatrixIT {

    private static final int RUNS = 20;
    private static final int LINES = 3;

    static Stream<Matrix.Case> eachRunIsATraceOfItsOwn() {
        return Matrix.cases("task");
    }

    @ParameterizedTest
    @MethodSource
    void eachRunIsATraceOfItsOwn(Matrix.Case matrix) {
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .agent("elasticsearch.url=" + logs.url())
                        .start()) {
            List<Map<String, String>> documents =
                    Poll.until(Duration.ofSeconds(30), () -> ofRuns(logs), lines -> lines.size() >= RUNS * LINES);
            jvm.finish().assertAgentIsQuiet();
            Map<String, TreeSet<String>> traces = documents.stream()
                    .collect(Collectors.groupingBy(
                            line -> line.get("message").split(" ", -1)[1],
                            TreeMap::new,
                            Collectors.mapping(
                                    line -> String.valueOf(line.get("trace.id")),
                                    Collectors.toCollection(TreeSet::new))));
            assertThat(documents).hasSize(RUNS * LINES);
            assertThat(traces)
                    .hasSize(RUNS)
                    .allSatisfy((run, ids) -> assertThat(ids).hasSize(1).doesNotContain("null"));
            assertThat(traces.values().stream().distinct()).hasSize(RUNS);
        }
    }

    private static List<Map<String, String>> ofRuns(LogCollector logs) {
        return logs.documents().stream()
                .filter(line -> line.get("message").startsWith("run "))
                .toList();
    }
}
