package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that has a tracer of its own sees that one's ids in its log documents. */
@Execution(ExecutionMode.CONCURRENT)
final class TracerMatrixIT {

    static Stream<Matrix.Case> logDocumentsShowTheSpanOfTheApplicationsTracer() {
        return Matrix.cases("tracer");
    }

    @ParameterizedTest
    @MethodSource
    void logDocumentsShowTheSpanOfTheApplicationsTracer(Matrix.Case matrix) {
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .agent("elasticsearch.url=" + logs.url())
                        .start()) {
            Matcher span = jvm.awaitStdout("span (\\w+) (\\w+)");
            Poll.until(Duration.ofSeconds(20), logs::documents, documents -> documents.size() >= 2);
            jvm.finish().assertAgentIsQuiet();
            Map<String, Map<String, String>> byMessage = logs.documents().stream()
                    .filter(line -> line.get("message").endsWith("side"))
                    .collect(Collectors.toMap(line -> line.get("message"), line -> line));
            assertThat(byMessage.get("inside"))
                    .containsEntry("trace.id", span.group(1))
                    .containsEntry("span.id", span.group(2));
            assertThat(byMessage.get("outside")).doesNotContainKey("trace.id");
        }
    }
}
