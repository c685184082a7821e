package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The threads of web servers: when they have nothing to do, when requests wait for one, and after a stop.
 *
 * <p>A scenario prints what is to be seen, then that it is time to look, and waits for a line before it goes on:
 *
 * <pre>
 *   figure METRIC NAME VALUE    "some" for any above zero
 *   gone NAME                   none of its series is there
 *   step WHEN
 * </pre>
 */
@Execution(ExecutionMode.CONCURRENT)
final class ServerThreadsMatrixIT {

    static Stream<Matrix.Case> theServerSaysWhatItsThreadsAreDoing() {
        return Matrix.cases("server-threads");
    }

    @ParameterizedTest
    @MethodSource
    void theServerSaysWhatItsThreadsAreDoing(Matrix.Case matrix) {
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            URI metrics = jvm.awaitMetrics();
            int seen = 0;
            for (String step = ""; !step.equals("step over"); jvm.goOn()) {
                int from = seen;
                List<String> said = Poll.until(
                        Duration.ofSeconds(60),
                        () -> jvm.stdout().stream().skip(from).toList(),
                        lines -> lines.stream().anyMatch(line -> line.startsWith("step ")));
                assertThat(said).isNotEmpty();
                step = said.get(said.size() - 1);
                assertThat(step).startsWith("step ");
                assertFigures(step, metrics, said);
                assertThat(Scrape.of(metrics).sum("crowsnest_hook_errors_total"))
                        .isZero();
                seen += said.size();
            }
            jvm.finish().assertAgentIsQuiet();
        }
    }

    /** Waits until it is so: a thread has something to do for a while after its answer. */
    private static void assertFigures(String step, URI metrics, List<String> said) {
        Map<String, String> expected = new TreeMap<>();
        said.stream().map(line -> line.split(" ", -1)).forEach(words -> {
            if (words[0].equals("figure")) {
                expected.put(words[1] + " " + words[2], words[3]);
            } else if (words[0].equals("gone")) {
                expected.put(words[1], "gone");
            }
        });
        Map<String, String> seen = Poll.until(
                Duration.ofSeconds(10),
                () -> {
                    Scrape scrape = Scrape.of(metrics);
                    Map<String, String> now = new TreeMap<>();
                    expected.forEach((figure, value) -> now.put(figure, value(scrape, value, figure.split(" ", -1))));
                    return now;
                },
                expected::equals);
        assertThat(seen).as(step).isEqualTo(expected);
    }

    /** Of a metric and a name, or of a name alone. */
    private static String value(Scrape scrape, String expected, String... figure) {
        String name = figure[figure.length - 1];
        return scrape.samples().stream()
                .filter(sample -> sample.name().matches("(tomcat|jetty)_threads_.*")
                        && name.equals(sample.labels().get("name"))
                        && (figure.length == 1 || sample.name().equals(figure[0])))
                .map(sample ->
                        expected.equals("some") && sample.value() > 0 ? expected : "%.0f".formatted(sample.value()))
                .findFirst()
                .orElse("gone");
    }
}
