package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeServerTest {

    private static final String LONG = "x".repeat(5000);

    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore blocked = new Semaphore(0);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private ScrapeServer server;

    @BeforeEach
    void start() throws IOException {
        server = start(0, 1, 5000);
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    private ScrapeServer start(int port, int span, int deadlineMillis) throws IOException {
        return ScrapeServer.start(
                new ScrapeServer.Config("127.0.0.1", port, span, deadlineMillis, null),
                Map.of(
                        "/short", request -> Response.text(200, "yes"),
                        "/long", request -> Response.text(200, LONG),
                        "/huge", request -> Response.text(200, "y".repeat(50_000_000)),
                        "/fails",
                                request -> {
                                    throw new IllegalStateException("secret inside");
                                },
                        "/blocks",
                                request -> {
                                    blocked.release();
                                    try {
                                        release.await();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                    return Response.text(200, "released");
                                },
                        "/breaks", request -> null),
                failures::add);
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @CsvSource(delimiter = '|', textBlock = """
            GET /short HTTP/1.1~Host: a~Connection: close~~                       | 200 OK
            HEAD /short HTTP/1.1~Host: a~Connection: close~~                      | 200 OK
            GET /short HTTP/1.0~~                                                 | 200 OK
            GET /short?a=b HTTP/1.0~~                                             | 200 OK
            GET http://localhost/short HTTP/1.1~Host: localhost~Connection: close~~ | 200 OK
            GET /none HTTP/1.0~~                                                  | 404 Not Found
            GET /short/ HTTP/1.0~~                                                | 404 Not Found
            GET /../short HTTP/1.0~~                                              | 404 Not Found
            POST /short HTTP/1.1~Host: a~Connection: close~~                      | 405 Method Not Allowed
            PUT /short HTTP/1.1~Host: a~Content-Length: 3~~abc                    | 405 Method Not Allowed
            OPTIONS /short HTTP/1.0~~                                             | 405 Method Not Allowed
            GET /fails HTTP/1.0~~                                                 | 500 Internal Server Error
            GET /short HTTP/1.1~~                                                 | 400 Bad Request
            GET /short HTTP/1.1~Host: a~Host: b~~                                 | 400 Bad Request
            GET /short HTTP/1.1~Host: a~Content-Length: 3~~abc                    | 400 Bad Request
            GET /short HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~~           | 400 Bad Request
            GET /short HTTP/1.1~Host: a~no colon~~                                | 400 Bad Request
            GET /short HTTP/1.1~Host: a~Name : value~~                            | 400 Bad Request
            GET /short HTTP/1.1~Host: a~ folded~~                                 | 400 Bad Request
            GET short HTTP/1.0~~                                                  | 400 Bad Request
            GET  /short HTTP/1.0~~                                                | 400 Bad Request
            hello~~                                                               | 400 Bad Request
            ~~                                                                    | 400 Bad Request
            GET /short HTTP/3.0~~                                                 | 505 HTTP Version Not Supported
            """)
    void each_request_gets_its_status(String request, String status) throws IOException {
        String answer = Client.exchange(server.port(), request.replace("~", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 " + status + "\r\n");
    }

    @Test
    void the_answer_to_head_has_the_length_but_no_body() throws IOException {
        String answer = Client.exchange(server.port(), "HEAD /short HTTP/1.0\r\n\r\n");

        assertThat(answer).contains("Content-Length: 4\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void a_refused_method_names_those_that_are_allowed() throws IOException {
        assertThat(Client.exchange(server.port(), "POST /short HTTP/1.0\r\n\r\n"))
                .contains("\r\nAllow: GET, HEAD\r\n");
    }

    @Test
    void a_failure_says_nothing_about_its_inside() throws IOException {
        assertThat(Client.exchange(server.port(), "GET /fails HTTP/1.0\r\n\r\n"))
                .endsWith("\r\n\r\ninternal error\n")
                .doesNotContain("secret");
    }

    @Test
    void a_request_head_above_8_kib_is_refused() throws IOException {
        assertThat(Client.exchange(server.port(), "GET /short HTTP/1.1\r\nX: " + "x".repeat(9000)))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void several_requests_go_over_one_connection() throws IOException {
        try (Socket socket = Client.connect(server.port())) {
            for (int i = 0; i < 3; i++) {
                Client.send(socket, Client.get("/short"));
                assertThat(Client.one(socket)).endsWith("\r\n\r\nyes\n");
            }
        }
    }

    @Test
    void requests_that_arrive_together_are_answered_in_turn() throws IOException {
        String both = Client.get("/short") + Client.get("/long", "Connection: close");

        assertThat(Client.exchange(server.port(), both))
                .contains("\r\n\r\nyes\nHTTP/1.1 200 OK\r\n")
                .endsWith("xxx\n");
    }

    @Test
    void a_request_may_arrive_in_pieces() throws IOException {
        try (Socket socket = Client.connect(server.port())) {
            for (char c : Client.get("/short").toCharArray()) {
                Client.send(socket, String.valueOf(c));
            }
            assertThat(Client.one(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_long_answer_is_packed_for_a_client_that_accepts_gzip() throws IOException {
        String answer =
                Client.exchange(server.port(), Client.get("/long", "Accept-Encoding: gzip", "Connection: close"));
        byte[] body = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(answer).contains("\r\nContent-Encoding: gzip\r\n");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(LONG + "\n");
    }

    @ParameterizedTest(name = "Accept-Encoding {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            gzip                | true
            GZIP                | true
            deflate, gzip;q=0.5 | true
            *                   | true
                                | false
            ''                  | false
            ,                   | false
            identity            | false
            gzip;q=0            | false
            gzip;q=0.000        | false
            """)
    void gzip_only_if_asked(String header, boolean packed) {
        assertThat(AcceptEncoding.takesGzip(header)).isEqualTo(packed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /short HTTP/1.1\r\nHost: a\r\nX"})
    void a_client_that_does_not_finish_its_request_is_dropped_once_others_wait(String beginning) throws IOException {
        try (ScrapeServer hasty = start(0, 1, 100)) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < ScrapeServer.MOST_CONNECTIONS; i++) {
                slow.add(Client.connect(hasty.port()));
                Client.send(slow.get(i), beginning);
            }

            assertThat(Client.exchange(hasty.port(), "GET /short HTTP/1.0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void a_request_that_takes_too_long_to_arrive_is_told_so() throws IOException {
        try (ScrapeServer hasty = start(0, 1, 100)) {
            assertThat(Client.exchange(hasty.port(), "GET /short HT")).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void clients_that_do_not_read_their_answer_are_dropped_once_others_wait() throws IOException {
        try (ScrapeServer hasty = start(0, 1, 100)) {
            List<Socket> slow = new ArrayList<>();
            for (int i = 0; i < ScrapeServer.MOST_CONNECTIONS; i++) {
                slow.add(Client.connect(hasty.port()));
                Client.send(slow.get(i), Client.get("/huge"));
            }

            String answer = "";
            while (!answer.startsWith("HTTP/1.1 200 ")) {
                // Refused until one of them has had its time; if that never comes, so the end of this test.
                answer = Client.exchange(hasty.port(), "GET /short HTTP/1.0\r\n\r\n");
            }
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void kept_connections_make_room_for_new_ones() throws IOException {
        List<Socket> kept = new ArrayList<>();
        for (int i = 0; i < 3 * ScrapeServer.MOST_CONNECTIONS; i++) {
            Socket socket = Client.connect(server.port());
            kept.add(socket);
            Client.send(socket, Client.get("/short"));
            assertThat(Client.one(socket)).startsWith("HTTP/1.1 200 ");
        }
        for (Socket socket : kept) {
            socket.close();
        }
    }

    @Test
    void beyond_sixteen_connections_a_client_is_refused() throws Exception {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < ScrapeServer.MOST_CONNECTIONS; i++) {
            held.add(Client.connect(server.port()));
            Client.send(held.get(i), Client.get("/blocks", "Connection: close"));
        }
        blocked.acquire(held.size());

        try (Socket another = Client.connect(server.port())) {
            assertThat(Client.all(another)).startsWith("HTTP/1.1 503 ");
        }
        release.countDown();
        for (Socket socket : held) {
            assertThat(Client.all(socket)).endsWith("released\n");
            socket.close();
        }
    }

    @Test
    void a_worker_whose_answer_breaks_serves_the_next_client() throws IOException {
        for (int i = 0; i <= ScrapeServer.MOST_CONNECTIONS; i++) {
            assertThat(Client.exchange(server.port(), Client.get("/breaks"))).isEmpty();
        }

        assertThat(Client.exchange(server.port(), "GET /short HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        // A client sees the end of its connection before the worker says why.
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            while (failures.size() <= ScrapeServer.MOST_CONNECTIONS) {
                Thread.sleep(1);
            }
        });
        assertThat(failures).hasSize(ScrapeServer.MOST_CONNECTIONS + 1);
    }

    @Test
    void a_taken_port_makes_it_use_the_next_free_one() throws IOException {
        try (ScrapeServer second = start(server.port(), 10, 5000)) {
            assertThat(second.port()).isBetween(server.port() + 1, server.port() + 9);
        }
    }

    @Test
    void without_a_free_port_it_does_not_start() {
        assertThatThrownBy(() -> start(server.port(), 1, 5000)).isInstanceOf(BindException.class);
    }

    @Test
    void after_close_the_port_is_free_and_clients_are_gone() throws IOException {
        try (Socket socket = Client.connect(server.port())) {
            Client.send(socket, Client.get("/short"));
            Client.one(socket);

            server.close();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        startOnceFree(server.port()).close();
    }

    /** The kernel frees the port when the accepting thread has noticed. */
    private ScrapeServer startOnceFree(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                return start(port, 1, 5000);
            } catch (BindException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void it_answers_on_threads_of_the_agent() throws IOException {
        Client.exchange(server.port(), "GET /short HTTP/1.0\r\n\r\n");

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("crowsnest-http"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
