package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What strangers send: it must not make series, and changes nothing but its own request. Tomcat in every run; with all versions of the matrix
 * every server, in its newest.
 */
final class AttackIT {

    private static final int REQUESTS = 100_000;

    /** As many as Tomcat answers on one connection. */
    private static final int ON_ONE_CONNECTION = 100;

    private static final String COUNT = "http_server_requests_seconds_count";

    private static final List<String> TRACEPARENTS = List.of(
            "",
            "-",
            "00",
            "00-0-0-0",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473\"-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
            "\u00ff\u00fe\u00fd",
            "../../etc/passwd",
            "{\"trace\":1}",
            "'; DROP TABLE spans; --",
            "%00%00",
            "00-" + "a".repeat(4000),
            "0".repeat(55),
            "-".repeat(55));

    static Stream<Matrix.Case> strangersMakeNoSeriesAndChangeNothingButTheirOwnRequest() {
        return Matrix.cases("http-server")
                .filter(matrix -> matrix.version().equals(matrix.row().newest())
                        && matrix.jdk().equals(Jdks.all().get(Jdks.all().size() - 1)))
                .filter(matrix -> MatrixRow.ALL
                        ? !matrix.row().scenario().matches(".*(http2|h2c).*")
                        : matrix.row().scenario().equals("tomcat:jakarta"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource
    void strangersMakeNoSeriesAndChangeNothingButTheirOwnRequest(Matrix.Case matrix) throws IOException {
        try (ForkedJvm jvm = matrix.jvm().agent().start()) {
            int port = Integer.parseInt(jvm.awaitStdout("listening (\\d+)").group(1));
            URI metrics = jvm.awaitMetrics();
            RequestLine answered = answered(jvm);
            String path = answered.path().replace("{n}", "1");
            Map<String, String> ok = Map.of("uri", answered.uri(), "status", "200", "method", "GET");
            send(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            long before = series(Scrape.until(metrics, COUNT, 1));

            // It closes the connection behind what it has no context for.
            int onOneConnection = matrix.row().scenario().equals("jdk-httpserver") ? 1 : ON_ONE_CONNECTION;
            Random random = new Random(11);
            flood(port, onOneConnection, () -> "GET /" + Long.toString(random.nextLong(), 36) + "/" + random.nextInt());
            long afterPaths = series(Scrape.until(metrics, COUNT, 1 + REQUESTS));
            assertThat(afterPaths - before).isLessThanOrEqualTo(2);
            flood(
                    port,
                    ON_ONE_CONNECTION,
                    () -> "X" + Long.toString(random.nextLong() >>> 1, 36).toUpperCase(Locale.ROOT) + " " + path);
            Scrape flooded = Scrape.until(metrics, COUNT, 1 + 2 * REQUESTS);
            assertThat(flooded.sum(COUNT)).isEqualTo(1 + 2 * REQUESTS);
            assertThat(series(flooded) - afterPaths).isLessThanOrEqualTo(2);

            send(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n");
            for (String host : List.of("a\"b", "{}", "a b", "-", "[::", "\u00e9", "a".repeat(5000))) {
                send(port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            }
            double before200 = Scrape.of(metrics).sum(COUNT, ok);
            for (String traceparent : TRACEPARENTS) {
                String answer = send(
                        port,
                        "GET " + path + " HTTP/1.1\r\nHost: a\r\ntraceparent: " + traceparent
                                + "\r\nConnection: close\r\n\r\n");
                assertThat(answer).as(traceparent).startsWith("HTTP/1.1 200");
            }
            Scrape last = Poll.until(
                    Duration.ofSeconds(10),
                    () -> Scrape.of(metrics),
                    scrape -> scrape.sum(COUNT, ok) >= before200 + TRACEPARENTS.size());
            assertThat(last.sum(COUNT, ok)).isEqualTo(before200 + TRACEPARENTS.size());
            assertThat(last.sum("crowsnest_hook_errors_total")).isZero();
            assertThat(last.sum("http_server_requests_active")).isZero();
        }
    }

    /** A request that the scenario answers as it should. */
    private static RequestLine answered(ForkedJvm jvm) {
        return jvm.stdout().stream()
                .flatMap(RequestLine::parse)
                .filter(line -> line.method().equals("GET") && line.status().equals("200"))
                .findFirst()
                .orElseThrow();
    }

    private interface Requests {
        String next();
    }

    private static void flood(int port, int onOneConnection, Requests requests) throws IOException {
        for (int sent = 0; sent < REQUESTS; sent += onOneConnection) {
            StringBuilder batch = new StringBuilder();
            for (int i = 1; i <= onOneConnection; i++) {
                batch.append(requests.next()).append(" HTTP/1.1\r\nHost: a\r\n");
                batch.append(i == onOneConnection ? "Connection: close\r\n\r\n" : "\r\n");
            }
            assertThat(send(port, batch.toString()).split("HTTP/1\\.1 ", -1)).hasSize(onOneConnection + 1);
        }
    }

    /** Sends everything, and returns everything that comes until the server closes; nothing if it never does. */
    private static String send(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            try {
                out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (IOException refused) {
                // A server need not read a header of this size to its end.
                return "";
            }
        }
    }

    private static long series(Scrape scrape) {
        return scrape.samples().stream()
                .filter(sample -> sample.name().equals(COUNT))
                .count();
    }
}
