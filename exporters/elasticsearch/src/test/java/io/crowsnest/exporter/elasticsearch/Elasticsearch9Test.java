package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.NodeSetup;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A real node of the 9 line takes what the client of the 8 line sends, which names itself compatible with 8.
 *
 * <p>The node is the server alone. Of the module {@code data-streams}, which the failure store needs, and of the built-in
 * templates Maven Central has nothing, so what the failure store answers is in {@link ElasticsearchDestinationTest} only.
 */
@EnabledIf(value = "hasJava", disabledReason = "no Java 21 or newer on this machine")
class Elasticsearch9Test {

    private static final int EVENTS = 2_000;

    private static Path directory;
    private static Elasticsearch server;

    static boolean hasJava() {
        return Elasticsearch.canStart9();
    }

    @BeforeAll
    static void start() throws IOException {
        directory = ServerDirectory.temporary();
        server = Elasticsearch.start(
                Path.of("../../shop/elasticsearch-9/target/node"),
                directory,
                NodeSetup.of(Map.of("http.max_content_length", RealServer.MAX_REQUEST + "b")));
        server.putLogsTemplate();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        ServerDirectory.delete(directory);
    }

    @Test
    void isOfThe9Line() throws IOException {
        assertThat(server.request("GET", "/_nodes?filter_path=nodes.*.version", ""))
                .contains("\"version\":\"9.");
    }

    @Test
    void hasEveryDocumentOnceThatWasSentTwice() throws Exception {
        List<Document> documents = Documents.documents(EVENTS);
        try (ElasticsearchDestination destination = destination("logs-twice-default")) {
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-twice-default");
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-twice-default");
        }
    }

    @Test
    void losesNothingWhenTheNodeStandsStill() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-paused-default")) {
            Delivery delivery =
                    Delivery.slow(destination, Documents.documents(EVENTS)).awaitDelivered(EVENTS / 2);
            server.pause();
            try {
                delivery.awaitTrouble("UNREACHABLE timed out");
            } finally {
                server.resume();
            }
            delivery.assertExactlyOnce(server, "logs-paused-default");
        }
    }

    @Test
    void refusesWhatContradictsTheMapping() throws Exception {
        server.request("PUT", "/_index_template/conflict", """
                {"index_patterns":["logs-conflict-*"],"priority":500,"data_stream":{},
                 "template":{"mappings":{"properties":{"labels":{"properties":{"n":{"type":"long"}}}}}}}
                """);
        List<Document> bad = Documents.documents(1, Map.of("n", "not a number"));
        List<Document> all = new ArrayList<>(Documents.documents(100));
        all.add(50, bad.get(0));
        try (ElasticsearchDestination destination = destination("logs-conflict-default")) {
            Delivery delivery = Delivery.of(destination, all);

            delivery.assertExactlyOnce(server, "logs-conflict-default");
            assertThat(delivery.refused).containsExactlyElementsOf(bad);
        }
    }

    @Test
    void waitsForTheEndOfABlock() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-block-default")) {
            Delivery delivery =
                    Delivery.slow(destination, Documents.documents(EVENTS)).awaitDelivered(100);
            server.request("PUT", "/logs-block-default/_settings", "{\"index.blocks.write\":true}");
            delivery.awaitTrouble("BUSY item 403 cluster_block_exception");
            server.request("PUT", "/logs-block-default/_settings", "{\"index.blocks.write\":null}");

            delivery.assertExactlyOnce(server, "logs-block-default");
        }
    }

    private static ElasticsearchDestination destination(String dataStream) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), null, null, null, null, dataStream),
                Duration.ofMillis(500));
    }
}
