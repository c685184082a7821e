package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The trace of a request on every thread that works for it, where few threads work for all: WebFlux with the schedulers of Reactor and
 * WebClient, Vert.x.
 *
 * <p>A scenario answers {@code /orders/ID} and prints what each request logs, how many it answers for each, itself included, and how
 * many it makes:
 *
 * <pre>
 *   steps STEP...
 *   counts ANSWERED MADE
 *   listening PORT
 * </pre>
 */
@Execution(ExecutionMode.CONCURRENT)
final class EventLoopContextIT {

    private static final int REQUESTS = Integer.getInteger("crowsnest.tests.requests", 1000);
    private static final int AT_ONCE = 50;

    static Stream<Matrix.Case> everyLineOfALogCarriesTheTraceOfItsRequest() {
        return Matrix.cases("event-loop");
    }

    @ParameterizedTest
    @MethodSource
    void everyLineOfALogCarriesTheTraceOfItsRequest(Matrix.Case matrix) {
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .agent("elasticsearch.url=" + logs.url())
                        .start()) {
            int port = Integer.parseInt(jvm.awaitStdout("listening (\\d+)").group(1));
            List<String> steps = words(jvm, "steps");
            List<String> counts = words(jvm, "counts");
            URI metrics = jvm.awaitMetrics();
            send(port);
            Set<String> expected = IntStream.range(0, REQUESTS)
                    .boxed()
                    .flatMap(id -> steps.stream().map(step -> id + " " + step + " " + traceId(id)))
                    .collect(Collectors.toCollection(TreeSet::new));
            List<String> logged =
                    Poll.until(Duration.ofSeconds(20), () -> logged(logs), found -> found.size() >= expected.size());
            assertThat(logged).doesNotHaveDuplicates();
            assertThat(new TreeSet<>(logged)).isEqualTo(expected);

            assertThat(logs.documents())
                    .filteredOn(line -> line.get("message").equals("background"))
                    .as("what belongs to no request")
                    .allSatisfy(line -> assertThat(line).doesNotContainKey("trace.id"));

            double answered = REQUESTS * Double.parseDouble(counts.get(0));
            double made = REQUESTS * Double.parseDouble(counts.get(1));
            Scrape scrape = Scrape.until(metrics, "http_server_requests_seconds_count", answered);
            assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(answered);
            assertThat(scrape.sum("http_client_requests_seconds_count", Map.of("method", "GET", "status", "200")))
                    .isEqualTo(made);
            assertThat(scrape.sum("http_client_requests_seconds_count")).isEqualTo(made);
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
        }
    }

    private static List<String> words(ForkedJvm jvm, String name) {
        return List.of(jvm.awaitStdout("^" + name + " (.*)").group(1).split(" ", -1));
    }

    private static void send(int port) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int first = 0; first < REQUESTS; first += AT_ONCE) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(first, first + AT_ONCE)
                    .mapToObj(id -> HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders/" + id))
                            .header("traceparent", "00-" + traceId(id) + "-00000000000000ff-01")
                            .timeout(Duration.ofSeconds(60))
                            .build())
                    .map(request -> client.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (int i = 0; i < AT_ONCE; i++) {
                assertThat(answers.get(i).join().body()).isEqualTo(Integer.toString(first + i));
            }
        }
    }

    private static String traceId(int id) {
        return String.format("%032x", id + 1);
    }

    /** What the documents of requests say: {@code ID STEP TRACE}. */
    private static List<String> logged(LogCollector logs) {
        return logs.documents().stream()
                .filter(line -> line.get("message").matches("\\d+ \\w+"))
                .map(line -> line.get("message") + " " + line.get("trace.id"))
                .toList();
    }
}
