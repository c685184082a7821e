package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Faults of a real node. For longer runs: {@code -Dcrowsnest.faults.rounds=20 -Dcrowsnest.faults.events=50000
 * -Dcrowsnest.faults.seconds=900}.
 */
@ExtendWith(RealServer.class)
class ServerFaultsTest {

    private static final int ROUNDS = Integer.getInteger("crowsnest.faults.rounds", 1);
    private static final int EVENTS = Integer.getInteger("crowsnest.faults.events", 5_000);
    private static final Duration IMPATIENT = Duration.ofMillis(500);

    private final Elasticsearch server;

    ServerFaultsTest(Elasticsearch server) {
        this.server = server;
    }

    @Test
    void losesNothingWhenTheNodeIsKilledAndComesBack() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-killed-default", server.url())) {
            Delivery delivery = Delivery.slow(destination, Documents.documents(EVENTS));
            for (int round = 1; round <= ROUNDS; round++) {
                delivery.awaitDelivered(EVENTS * round / (ROUNDS + 1));
                server.kill();
                delivery.awaitTrouble("UNREACHABLE connection refused");
                delivery.troubles.clear();
                server.restart();
            }
            delivery.assertExactlyOnce(server, "logs-killed-default");
        }
    }

    @Test
    void losesNothingWhenTheNodeStandsStill() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-paused-default", server.url())) {
            Delivery delivery = Delivery.slow(destination, Documents.documents(EVENTS));
            for (int round = 1; round <= ROUNDS; round++) {
                delivery.awaitDelivered(EVENTS * round / (ROUNDS + 1));
                server.pause();
                try {
                    delivery.awaitTrouble("UNREACHABLE timed out");
                } finally {
                    server.resume();
                }
                delivery.troubles.clear();
            }
            delivery.assertExactlyOnce(server, "logs-paused-default");
        }
    }

    @Test
    void deliversThroughTheNodesThatAreUp() throws Exception {
        try (ElasticsearchDestination destination =
                destination("logs-nodes-default", freeUrl(), server.url(), freeUrl())) {
            Delivery delivery = Delivery.of(destination, Documents.documents(EVENTS));

            delivery.assertExactlyOnce(server, "logs-nodes-default");
            assertThat(delivery.troubles).containsExactly("UNREACHABLE connection refused");
        }
    }

    @Test
    void deliversInSmallerRequestsWhatIsTooLargeAtOnce() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-large-default", server.url())) {
            // Together the size of many requests; compressed, the size of one.
            Delivery delivery = Delivery.of(destination, large(100, 32 << 10));

            delivery.assertExactlyOnce(server, "logs-large-default");
            assertThat(delivery.refused).isEmpty();
            assertThat(delivery.troubles).isNotEmpty().allMatch(trouble -> trouble.startsWith("TOO_LARGE HTTP 413"));
        }
    }

    @Test
    void knowsTheOneDocumentThatIsTooLarge() throws Exception {
        List<Document> documents = large(4, 1000);
        documents.add(large(1, RealServer.MAX_REQUEST).get(0));
        try (ElasticsearchDestination destination = destination("logs-oversize-default", server.url())) {
            Delivery delivery = Delivery.of(destination, documents);

            delivery.assertExactlyOnce(server, "logs-oversize-default");
            assertThat(delivery.refused).containsExactly(documents.get(4));
        }
    }

    /** Labels are cut at 32 KiB each. */
    private static List<Document> large(int number, int bytes) {
        int labels = (bytes + (32 << 10) - 1) / (32 << 10);
        Map<String, String> fillers = IntStream.range(0, labels)
                .boxed()
                .collect(java.util.stream.Collectors.toMap(i -> "filler" + i, i -> "x".repeat(bytes / labels)));
        return Documents.documents(number, fillers);
    }

    private static ElasticsearchDestination destination(String dataStream, URI... urls) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(urls), null, null, null, null, dataStream), IMPATIENT);
    }

    private static URI freeUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
