package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every HTTP client in every version: mixed calls, and exactly their counts afterwards.
 *
 * <p>A scenario gets the address of a server, one that refuses connections, how many calls to make, and a seed. It prints how its
 * calls went, then where it answers requests during which it makes a call:
 *
 * <pre>
 *   made COUNT SECONDS METHOD STATUS OUTCOME HOST EXCEPTION
 *   listening PORT CLIENTS
 * </pre>
 */
@Isolated
final class HttpClientMatrixIT {

    private static final int CALLS = Integer.getInteger("crowsnest.tests.requests", 300);
    private static final String SEED = "7";
    private static final double FIRST_END = 0.03;
    /** For once that a busy machine leaves a call alone between us and the application, in seconds; the limits of time are longer. */
    private static final double STALL = 0.25;

    private static final String TIME = "http_client_requests_seconds";
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
    private static final Predicate<String> NO_ID = Pattern.compile("-0+-").asPredicate();
    private static final String OWN = "00-11111111111111111111111111111111-2222222222222222-01";

    static Stream<Matrix.Case> everyCallIsCountedOnceAsTheApplicationSeesIt() {
        return Matrix.cases("http-client");
    }

    @ParameterizedTest
    @MethodSource
    void everyCallIsCountedOnceAsTheApplicationSeesIt(Matrix.Case matrix) throws Exception {
        try (UpstreamServer upstream = new UpstreamServer();
                ForkedJvm jvm = matrix.briefJvm()
                        .agent()
                        .run(upstream.url(), UpstreamServer.refusing(), Integer.toString(CALLS), SEED)
                        .start()) {
            String[] listening =
                    jvm.awaitStdout("listening (\\d+ \\d+)").group(1).split(" ", -1);
            Map<String, Made> made = made(jvm.stdout());

            Scrape scrape = Scrape.until(jvm.awaitMetrics(), TIME + "_count", total(made));
            assertThat(counted(scrape, "_count")).isEqualTo(counts(made));
            assertThat(scrape.sum("crowsnest_hook_errors_total")).isZero();
            assertTimes(counted(scrape, "_sum"), made);
            assertTraces(upstream.arrivals());

            for (int client = 0; client < Integer.parseInt(listening[1]); client++) {
                assertBelongsToItsRequest(Integer.parseInt(listening[0]), client, upstream);
            }
            jvm.finish().assertAgentIsQuiet();
        }
    }

    private record Made(int count, double seconds) {}

    private static Map<String, Made> made(List<String> lines) {
        Map<String, Made> made = new TreeMap<>();
        for (String line : lines) {
            if (line.startsWith("made ")) {
                String[] words = line.split(" ", 4);
                made.put(words[3], new Made(Integer.parseInt(words[1]), Double.parseDouble(words[2])));
            }
        }
        return made;
    }

    private static int total(Map<String, Made> made) {
        return made.values().stream().mapToInt(Made::count).sum();
    }

    private static Map<String, Double> counts(Map<String, Made> made) {
        Map<String, Double> counts = new TreeMap<>();
        made.forEach((labels, each) -> counts.put(labels, (double) each.count()));
        return counts;
    }

    private static Map<String, Double> counted(Scrape scrape, String suffix) {
        Map<String, Double> counted = new TreeMap<>();
        for (Scrape.Sample sample : scrape.samples()) {
            if (sample.name().equals(TIME + suffix)) {
                Map<String, String> labels = new HashMap<>(sample.labels());
                assertThat(labels.remove("uri")).isEqualTo("none");
                counted.put(
                        String.join(
                                " ",
                                labels.remove("method"),
                                labels.remove("status"),
                                labels.remove("outcome"),
                                labels.remove("client_name"),
                                labels.remove("exception")),
                        sample.value());
                assertThat(labels).isEmpty();
            }
        }
        return counted;
    }

    /**
     * To 2 %, and what a call may spend on its way into the client and out of it on a busy machine. An asynchronous client wakes who waits for a
     * call that failed before it says so to anybody else: up to two milliseconds more.
     * The first call that ends in one way links the hook of that end, before the hook can look at the clock.
     */
    private static void assertTimes(Map<String, Double> sums, Map<String, Made> made) {
        Map<String, Made> warm = new TreeMap<>(made);
        warm.keySet().removeIf(labels -> labels.contains(" localhost "));
        warm.forEach((labels, each) -> {
            double slack = 0.02 * each.seconds() + 0.05 * each.count() + STALL;
            assertThat(sums.get(labels))
                    .as(labels)
                    .isBetween(each.seconds() - slack, each.seconds() * 1.02 + 0.002 * each.count() + FIRST_END);
        });
    }

    private static void assertTraces(List<UpstreamServer.Arrival> arrivals) {
        assertThat(arrivals).isNotEmpty().allSatisfy(arrival -> {
            assertThat(arrival.traceparents()).as(arrival.path()).hasSize(1).allMatch(TRACEPARENT.asMatchPredicate());
            assertThat(arrival.traceparents()).noneMatch(NO_ID);
            if (arrival.path().equals("/own")) {
                assertThat(arrival.traceparents()).containsExactly(OWN);
            }
        });
        assertThat(arrivals).anyMatch(arrival -> arrival.path().equals("/own"));
    }

    private static void assertBelongsToItsRequest(int port, int client, UpstreamServer upstream) throws Exception {
        String traceId = "%032x".formatted(0xabc00 + client);
        int before = upstream.arrivals().size();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/relay?" + client))
                .header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01")
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        List<UpstreamServer.Arrival> arrivals = upstream.arrivals();
        assertThat(arrivals.subList(before, arrivals.size())).hasSize(1).allSatisfy(arrival -> {
            assertThat(arrival.traceparents()).hasSize(1);
            assertThat(arrival.traceparents().get(0))
                    .startsWith("00-" + traceId + "-")
                    .doesNotContain("00f067aa0ba902b7");
        });
    }
}
