package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.JvmMetrics;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever others do to the endpoint, who asks as one should gets an answer. */
class EndpointAttackTest {

    private final PrometheusExporter exporter = PrometheusExporter.start(
            new PrometheusConfig("127.0.0.1", 0, "/metrics", Credentials.of(null, null, "t0ken"), null), () -> "{}");
    private final StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
    private final int port = URI.create(exporter.url()).getPort();

    @BeforeEach
    void expose() {
        JvmMetrics.bindTo(registry);
        exporter.expose(registry);
        exporter.registered();
    }

    @AfterEach
    void close() {
        exporter.close();
    }

    @Test
    void a_thousand_clients_that_send_a_byte_now_and_then_keep_nobody_out() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            slow.add(Client.connect(port));
            drip(slow.get(i));
            if (i % 50 == 49) {
                assertThat(scrape()).startsWith("HTTP/1.1 200 ");
            }
        }
        for (Socket socket : slow) {
            drip(socket);
        }
        assertThat(scrape()).startsWith("HTTP/1.1 200 ");
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private static void drip(Socket socket) {
        try {
            Client.send(socket, "G");
        } catch (IOException e) {
            // It had to make room.
        }
    }

    @Test
    void two_hundred_scrapes_at_once_are_answered_or_told_to_come_again() {
        List<CompletableFuture<String>> scrapes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            scrapes.add(CompletableFuture.supplyAsync(this::scrapeOrNothing));
        }

        assertThat(scrapes)
                .allSatisfy(answer -> assertThat(answer.join()).matches("(?s)|HTTP/1.1 200 .*|HTTP/1.1 503 .*"))
                .anySatisfy(answer -> assertThat(answer.join()).startsWith("HTTP/1.1 200 "));
    }

    /** Who is the last of too many may find the connection closed. */
    private String scrapeOrNothing() {
        try {
            return scrape();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void ten_thousand_malformed_requests_leave_no_thread_and_no_connection_behind() throws IOException {
        Random random = new Random(5);
        byte[] noise = new byte[64];
        for (int i = 0; i < 10_000; i++) {
            random.nextBytes(noise);
            try (Socket socket = Client.connect(port)) {
                Client.send(socket, new String(noise, StandardCharsets.ISO_8859_1) + "\r\n\r\n");
                socket.shutdownOutput();
                String answer = Client.all(socket);
                assertThat(answer).doesNotContain("Exception", "\tat ");
            } catch (IOException e) {
                // Closed in the middle of what was no request.
            }
        }

        assertThat(scrape()).startsWith("HTTP/1.1 200 ");
        assertThat(threads()).isLessThanOrEqualTo(ScrapeServer.MOST_CONNECTIONS + 1);
    }

    @Test
    void wrong_credentials_are_refused_however_often_and_the_right_ones_accepted_meanwhile() throws IOException {
        CompletableFuture<Integer> guessing = CompletableFuture.supplyAsync(() -> {
            int refused = 0;
            for (int i = 0; i < 3000; i++) {
                try {
                    refused += Client.exchange(
                                            port,
                                            Client.get("/metrics", "Authorization: Bearer " + i, "Connection: close"))
                                    .startsWith("HTTP/1.1 401 ")
                            ? 1
                            : 0;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
            return refused;
        });
        while (!guessing.isDone()) {
            assertThat(scrape()).startsWith("HTTP/1.1 200 ");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }

        assertThat(guessing.join()).isEqualTo(3000);
    }

    @Test
    void who_is_refused_learns_how_to_ask_and_nothing_else() throws IOException {
        assertThat(Client.exchange(port, Client.get("/metrics", "Connection: close")))
                .startsWith("HTTP/1.1 401 Unauthorized\r\n")
                .contains("\r\nWWW-Authenticate: Bearer realm=\"metrics\"\r\n")
                .doesNotContain("jvm_");
    }

    private String scrape() throws IOException {
        return Client.exchange(port, Client.get("/metrics", "Authorization: Bearer t0ken", "Connection: close"));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("crowsnest-http"))
                .count();
    }
}
