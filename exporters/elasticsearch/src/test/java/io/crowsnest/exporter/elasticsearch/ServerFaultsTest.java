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
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of a real node. For longer runs: {@code -Dcrowsnest.faults.rounds=20 -Dcrowsnest.faults.events=50000
 * -Dcrowsnest.faults.seconds=900}.
 */
@OnRealServer
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
        try (ElasticsearchDestination destination =
                new ElasticsearchDestination(config("logs-paused-default", server.url()), IMPATIENT)) {
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

    /** Compressed, repeated text is small: the node finds out while it reads. Random text is too large from the outset. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deliversInSmallerRequestsWhatIsTooLargeAtOnce(boolean random) throws Exception {
        String dataStream = "logs-large-" + random;
        try (ElasticsearchDestination destination = destination(dataStream, server.url())) {
            Delivery delivery = Delivery.of(destination, large(100, 30 << 10, random));

            delivery.assertExactlyOnce(server, dataStream);
            assertThat(delivery.refused).isEmpty();
            assertThat(delivery.troubles).isNotEmpty().allMatch(trouble -> trouble.startsWith("TOO_LARGE HTTP 413"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void knowsTheOneDocumentThatIsTooLarge(boolean random) throws Exception {
        String dataStream = "logs-oversize-" + random;
        Document tooLarge = large(1, 2 * RealServer.MAX_REQUEST, random).get(0);
        List<Document> documents = Documents.documents(10);
        documents.add(tooLarge);
        try (ElasticsearchDestination destination = destination(dataStream, server.url())) {
            Delivery delivery = Delivery.of(destination, documents);

            delivery.assertExactlyOnce(server, dataStream);
            assertThat(delivery.refused).containsExactly(tooLarge);
        }
    }

    /** In labels, as these may be longest together: 32 KiB each. */
    private static List<Document> large(int number, int characters, boolean random) {
        Random letters = new Random(1);
        Map<String, String> labels = new TreeMap<>();
        for (int filled = 0; filled < characters; filled += 30 << 10) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 30 << 10; i++) {
                text.append(random ? (char) ('0' + letters.nextInt(75)) : 'x');
            }
            labels.put("filler" + filled, text.toString());
        }
        return Documents.documents(number, labels);
    }

    private static ElasticsearchDestination destination(String dataStream, URI... urls) {
        return new ElasticsearchDestination(config(dataStream, urls));
    }

    private static ElasticsearchConfig config(String dataStream, URI... urls) {
        return new ElasticsearchConfig(List.of(urls), null, null, null, null, dataStream);
    }

    private static URI freeUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }
}
