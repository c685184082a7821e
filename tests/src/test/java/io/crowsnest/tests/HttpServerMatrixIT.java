package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every HTTP server in every version: mixed requests, and exactly their counts afterwards.
 *
 * <p>A scenario prints what may be asked of it, then the port it listens on:
 *
 * <pre>
 *   request METHOD PATH STATUS URI EXCEPTION     any number of times; {n} in the path is a number
 *   rare    METHOD PATH STATUS URI EXCEPTION     a few times, because it takes long
 *   abort   METHOD PATH STATUS URI EXCEPTION     a few times; the client leaves in the middle; * is anything
 *   early   METHOD PATH STATUS URI EXCEPTION     a few times; the client has all of the answer and leaves, the server still works (HTTP/2)
 *   unmet   METHOD PATH STATUS URI EXCEPTION     a few times; the client expects what the server does not know
 *   socket  METHOD PATH STATUS URI EXCEPTION     a WebSocket, a few times; it stays open while counts are looked at
 *   lasts MILLISECONDS URI                       how long each of these requests takes at least, long after its headers
 *   speaks h2c                                   if requests are to be sent with HTTP/2
 *   listening PORT
 * </pre>
 */
@Execution(ExecutionMode.CONCURRENT)
final class HttpServerMatrixIT {

    private static final int REQUESTS = Integer.getInteger("crowsnest.tests.requests", 500);
    private static final String COUNT = "http_server_requests_seconds_count";
    private static final String SUM = "http_server_requests_seconds_sum";

    static Stream<Matrix.Case> everyRequestIsCountedOnceUnderItsRoute() {
        return Matrix.cases("http-server");
    }

    @ParameterizedTest
    @MethodSource
    void everyRequestIsCountedOnceUnderItsRoute(Matrix.Case matrix) throws IOException {
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            int port = Integer.parseInt(jvm.awaitStdout("listening (\\d+)").group(1));
            URI metrics = jvm.awaitMetrics();
            List<RequestLine> lines =
                    jvm.stdout().stream().flatMap(RequestLine::parse).toList();
            Map<String, Double> counted;
            try (HttpDriver driver = new HttpDriver(port, version(jvm))) {
                Map<RequestLine, Integer> sent = driver.send(lines, REQUESTS);
                driver.beginWithHttp2();

                int total = sent.values().stream().mapToInt(Integer::intValue).sum();
                Scrape scrape = Scrape.until(metrics, COUNT, total);
                counted = counted(scrape, lines);
                assertThat(counted).as("sent again: %s", driver.resent()).isEqualTo(expected(sent, driver, counted));
                assertDurations(scrape, jvm.stdout());
                assertTimes(scrape, sent, driver.seconds());
                assertThat(scrape.sum("http_server_requests_active")).isZero();
            }
            Scrape afterwards = Scrape.of(metrics);
            assertThat(counted(afterwards, lines)).isEqualTo(counted);
            assertThat(afterwards.sum("http_server_requests_active")).isZero();
            assertThat(afterwards.sum("crowsnest_hook_errors_total")).isZero();
            jvm.finish().assertAgentIsQuiet();
        }
    }

    /** What was sent; of a request that was sent twice, nobody knows whether the server has seen the first. */
    private static Map<String, Double> expected(
            Map<RequestLine, Integer> sent, HttpDriver driver, Map<String, Double> counted) {
        Map<String, Double> expected = new HashMap<>();
        sent.forEach((line, count) -> expected.merge(line.labels(), (double) count, Double::sum));
        driver.resent().forEach((line, times) -> {
            double more = counted.getOrDefault(line.labels(), 0.0) - expected.getOrDefault(line.labels(), 0.0);
            expected.merge(line.labels(), Math.max(0, Math.min(more, times)), Double::sum);
        });
        return expected;
    }

    private static void assertDurations(Scrape scrape, List<String> stdout) {
        stdout.stream().filter(line -> line.startsWith("lasts ")).forEach(line -> {
            String[] words = line.split(" ", -1);
            Map<String, String> uri = Map.of("uri", words[2]);
            assertThat(scrape.sum(SUM, uri))
                    .as(line)
                    .isGreaterThanOrEqualTo(scrape.sum(COUNT, uri) * Integer.parseInt(words[1]) / 1000);
        });
    }

    /**
     * What clients timed, to 2 % and what a request may spend on its way on a busy machine, of which a server that waits for an acknowledgement
     * between two packets (the JDK's, in Java 17) takes 40 ms. Requests that share their labels with some that the client left are not
     * compared: it has not waited for their end.
     */
    private static void assertTimes(Scrape scrape, Map<RequestLine, Integer> sent, Map<RequestLine, Double> seconds) {
        Map<String, Double> timed = new HashMap<>();
        seconds.forEach((line, sum) -> timed.merge(line.labels(), sum, Double::sum));
        Map<String, Integer> counts = new HashMap<>();
        sent.forEach((line, count) -> counts.merge(line.labels(), count, Integer::sum));
        sent.keySet().stream()
                .filter(line -> !seconds.containsKey(line))
                .map(RequestLine::labels)
                .forEach(timed::remove);
        Map<String, Double> sums = summed(scrape, SUM, sent.keySet());
        timed.forEach((labels, sum) -> assertThat(sums.get(labels))
                .as(labels)
                .isBetween(0.98 * sum - 0.2 * counts.get(labels), 1.02 * sum + 0.03 * counts.get(labels)));
    }

    private static HttpClient.Version version(ForkedJvm jvm) {
        return jvm.stdout().contains("speaks h2c") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
    }

    /** What the agent has counted. */
    private static Map<String, Double> counted(Scrape scrape, List<RequestLine> lines) {
        return summed(scrape, COUNT, lines);
    }

    /** Samples of a name by their labels, with {@code *} where the scenario leaves one open. */
    private static Map<String, Double> summed(Scrape scrape, String name, Collection<RequestLine> lines) {
        Map<String, Double> counted = new HashMap<>();
        for (Scrape.Sample sample : scrape.samples()) {
            if (sample.name().equals(name)) {
                String labels = lines.stream()
                        .filter(line -> line.fits(sample.labels()))
                        .findFirst()
                        .map(RequestLine::labels)
                        .orElseGet(() -> sample.labels().toString());
                counted.merge(labels, sample.value(), Double::sum);
            }
        }
        return counted;
    }
}
