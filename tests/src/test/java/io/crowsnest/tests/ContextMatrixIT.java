package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests cross pools, futures, virtual threads, structured concurrency and a second JVM: each log line has the trace of its own request. */
@Execution(ExecutionMode.CONCURRENT)
final class ContextMatrixIT {

    private static final int REQUESTS = Integer.getInteger("crowsnest.tests.requests", 500);

    /** What one request logs, in both JVMs, and how often. */
    private static final Map<String, Integer> STEPS = new TreeMap<>(Map.ofEntries(
            Map.entry("servlet", 1),
            Map.entry("submit", 1),
            Map.entry("execute", 1),
            Map.entry("scheduled", 1),
            Map.entry("virtual", 1),
            Map.entry("structured", 2),
            Map.entry("fork-join", 1),
            Map.entry("leaf", 4),
            Map.entry("parallel", 4),
            Map.entry("supply", 1),
            Map.entry("apply", 1),
            Map.entry("combine", 1),
            Map.entry("compose", 1),
            Map.entry("complete", 1),
            Map.entry("remote", 2),
            Map.entry("answered", 1),
            Map.entry("end", 1)));

    static Stream<Matrix.Case> everyLogLineHasTheTraceOfItsRequest() {
        return Matrix.cases("context");
    }

    @ParameterizedTest
    @MethodSource
    void everyLogLineHasTheTraceOfItsRequest(Matrix.Case matrix) {
        try (LogCollector logs = new LogCollector();
                ForkedJvm second =
                        jvm(matrix).agent("elasticsearch.url=" + logs.url()).start()) {
            String next = "http://127.0.0.1:" + port(second);
            try (ForkedJvm first = jvm(matrix)
                    .run(next)
                    .agent("elasticsearch.url=" + logs.url())
                    .start()) {
                send(port(first));
                assertThat(first.stdout().contains("logs asynchronously"))
                        .as("loggers of their own threads")
                        .isEqualTo(isAsynchronous(matrix));
                int lines = REQUESTS
                        * STEPS.values().stream().mapToInt(Integer::intValue).sum();
                Poll.until(
                        Duration.ofSeconds(30),
                        logs::documents,
                        documents -> documents.stream()
                                        .filter(ContextMatrixIT::isOfRequest)
                                        .count()
                                >= lines);
                first.finish().assertAgentIsQuiet();
            }
            second.finish().assertAgentIsQuiet();
            assertThat(steps(logs.documents().stream().filter(line -> !isRight(line))))
                    .as("lines of the wrong trace")
                    .isEmpty();
            Map<String, Integer> steps = steps(logs.documents().stream().filter(ContextMatrixIT::isOfRequest));
            Map<String, Integer> expected = new TreeMap<>(STEPS);
            expected.replaceAll((step, count) -> count * REQUESTS);
            assertThat(steps).isEqualTo(expected);
        }
    }

    static Stream<Matrix.Case> tasksAreTheApplicationsOwnAllTheSame() {
        return Matrix.cases("context");
    }

    @ParameterizedTest
    @MethodSource
    void tasksAreTheApplicationsOwnAllTheSame(Matrix.Case matrix) {
        try (ForkedJvm jvm = jvm(matrix).agent().start()) {
            URI manners = URI.create("http://127.0.0.1:" + port(jvm) + "/manners/all");
            assertThat(Scrape.get(manners).statusCode()).isEqualTo(200);
            assertThat(Scrape.of(jvm.awaitMetrics()).sum("crowsnest_hook_errors_total"))
                    .isZero();
            jvm.finish();
        }
    }

    private static ForkedJvm.Builder jvm(Matrix.Case matrix) {
        ForkedJvm.Builder jvm = matrix.briefJvm();
        if (matrix.jdk().version() >= 25) {
            // Structured concurrency is a preview there.
            jvm.options("--enable-preview");
        }
        if (isAsynchronous(matrix)) {
            jvm.options("-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector");
        }
        return jvm;
    }

    /** With Log4j 2, events are written on another thread than that of the request. */
    private static boolean isAsynchronous(Matrix.Case matrix) {
        return matrix.row().scenario().endsWith(":log4j2");
    }

    private static Map<String, Integer> steps(Stream<Map<String, String>> lines) {
        return lines.map(line -> line.get("message").replaceFirst("^\\d+ ", ""))
                .collect(Collectors.toMap(step -> step, step -> 1, Integer::sum, TreeMap::new));
    }

    private static int port(ForkedJvm jvm) {
        return Integer.parseInt(jvm.awaitStdout("listening (\\d+)").group(1));
    }

    private static boolean isOfRequest(Map<String, String> line) {
        return line.get("message").matches("\\d+ [a-z-]+");
    }

    /** A line of request N has trace N, and every other line has none. */
    private static boolean isRight(Map<String, String> line) {
        String message = line.get("message");
        return isOfRequest(line)
                ? traceId(Integer.parseInt(message.split(" ", -1)[0])).equals(line.get("trace.id"))
                        && line.get("span.id").length() == 16
                : !message.equals("background") || line.get("trace.id") == null;
    }

    private static String traceId(int request) {
        return "%032x".formatted(request);
    }

    private static void send(int port) {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        HttpClient client = HttpClient.newBuilder().executor(threads).build();
        ExecutorService senders = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> sent = new ArrayList<>();
            IntStream.rangeClosed(1, REQUESTS).forEach(n -> sent.add(senders.submit(() -> send(client, port, n))));
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            senders.shutdownNow();
            threads.shutdownNow();
        }
    }

    private static Void send(HttpClient client, int port, int n) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/work/" + n))
                .header("traceparent", "00-" + traceId(n) + "-00f067aa0ba902b7-01")
                .timeout(Duration.ofSeconds(30))
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        return null;
    }
}
