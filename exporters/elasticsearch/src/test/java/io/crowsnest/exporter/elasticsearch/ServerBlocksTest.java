package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.servers.Elasticsearch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sets on a real cluster that keeps documents out, and takes back. Nothing is lost meanwhile. */
@OnRealServer
class ServerBlocksTest {

    private static final int EVENTS = 1_000;

    private final Elasticsearch server;

    ServerBlocksTest(Elasticsearch server) {
        this.server = server;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "index.blocks.read_only_allow_delete | BUSY item 429 cluster_block_exception",
                "index.blocks.read_only              | BUSY item 403 cluster_block_exception",
                "index.blocks.write                  | BUSY item 403 cluster_block_exception",
            })
    void waitsForTheEndOfABlockOfTheIndex(String block, String trouble) throws Exception {
        String dataStream = "logs-" + block.replaceAll("\\W", "_") + "-default";
        try (ElasticsearchDestination destination = destination(dataStream)) {
            Delivery delivery =
                    Delivery.slow(destination, Documents.documents(EVENTS)).awaitDelivered(100);
            server.request("PUT", "/" + dataStream + "/_settings", "{\"" + block + "\":true}");
            delivery.awaitTrouble(trouble);
            server.request("PUT", "/" + dataStream + "/_settings", "{\"" + block + "\":null}");

            delivery.assertExactlyOnce(server, dataStream);
            assertThat(delivery.refused).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cluster.blocks.read_only              | true | UNREACHABLE HTTP 403 cluster_block_exception",
                "cluster.blocks.read_only_allow_delete | true | UNREACHABLE HTTP 403 cluster_block_exception",
                "cluster.max_shards_per_node           | 1    | BLOCKED item 400 validation_exception",
            })
    void waitsForTheEndOfASettingOfTheCluster(String setting, String value, String trouble) throws Exception {
        String dataStream = "logs-" + setting.replaceAll("\\W", "_") + "-default";
        set(setting, '"' + value + '"');
        try (ElasticsearchDestination destination = destination(dataStream)) {
            Delivery delivery = Delivery.of(destination, Documents.documents(EVENTS));
            try {
                delivery.awaitTrouble(trouble);
            } finally {
                set(setting, "null");
            }
            delivery.assertExactlyOnce(server, dataStream);
            assertThat(delivery.refused).isEmpty();
        }
    }

    @Test
    void waitsForTheOpeningOfAClosedIndex() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-closed-default")) {
            Delivery delivery =
                    Delivery.slow(destination, Documents.documents(EVENTS)).awaitDelivered(100);
            String settings = server.request("GET", "/logs-closed-default/_settings", "");
            String index = settings.substring(settings.indexOf(".ds-"), settings.indexOf("\":"));
            server.request("POST", "/" + index + "/_close", "");
            delivery.awaitTrouble("BLOCKED item 400 index_closed_exception");
            server.request("POST", "/" + index + "/_open?wait_for_active_shards=1", "");

            delivery.assertExactlyOnce(server, "logs-closed-default");
            assertThat(delivery.refused).isEmpty();
        }
    }

    @Test
    void waitsForThePermissionToMakeTheDataStream() throws Exception {
        String template =
                "{\"index_patterns\":[\"logs-forbidden-*\"],\"priority\":500,\"data_stream\":{},\"allow_auto_create\":%s}";
        server.request("PUT", "/_index_template/forbidden", template.formatted(false));
        try (ElasticsearchDestination destination = destination("logs-forbidden-default")) {
            Delivery delivery = Delivery.of(destination, Documents.documents(EVENTS));
            delivery.awaitTrouble("BLOCKED item 404 index_not_found_exception");
            server.request("PUT", "/_index_template/forbidden", template.formatted(true));

            delivery.assertExactlyOnce(server, "logs-forbidden-default");
            assertThat(delivery.refused).isEmpty();
        }
    }

    @Test
    void waitsForAPipelineThatIsMissing() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-pipeline-default")) {
            Delivery delivery =
                    Delivery.slow(destination, Documents.documents(EVENTS)).awaitDelivered(100);
            server.request("PUT", "/logs-pipeline-default/_settings", "{\"index.default_pipeline\":\"absent\"}");
            delivery.awaitTrouble("BLOCKED item 400 illegal_argument_exception: pipeline with id [absent]");
            server.request("PUT", "/_ingest/pipeline/absent", "{\"processors\":[]}");

            delivery.assertExactlyOnce(server, "logs-pipeline-default");
            assertThat(delivery.refused).isEmpty();
        }
    }

    /** Takes up to 20 s: the node looks at its disks every 10. */
    @Test
    void waitsForRoomOnADiskThatIsFull() throws Exception {
        try (ElasticsearchDestination destination = destination("logs-full-default")) {
            List<Document> documents = Documents.documents(EVENTS);
            // The first makes the index, which then gets the block.
            destination.send(documents.subList(0, 1));
            // As if there had to be more free than any disk has.
            server.request("PUT", "/_cluster/settings", """
                    {"persistent":{"cluster.routing.allocation.disk":{"threshold_enabled":true,
                     "watermark":{"low":"900000gb","high":"900000gb","flood_stage":"900000gb"}}}}""");
            Delivery delivery;
            try {
                awaitBlock("logs-full-default");
                delivery = Delivery.of(destination, documents);
                delivery.awaitTrouble("BUSY item 429 cluster_block_exception");
            } finally {
                server.request("PUT", "/_cluster/settings", """
                        {"persistent":{"cluster.routing.allocation.disk":{"threshold_enabled":null,"watermark":
                         {"low":null,"high":null,"flood_stage":null}}}}""");
            }
            delivery.assertExactlyOnce(server, "logs-full-default");
            assertThat(delivery.refused).isEmpty();
        }
    }

    private void awaitBlock(String dataStream) throws Exception {
        long deadline = System.nanoTime() + 40_000_000_000L;
        while (!server.request("GET", "/" + dataStream + "/_settings", "").contains("read_only_allow_delete")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private void set(String setting, String value) throws Exception {
        server.request("PUT", "/_cluster/settings", "{\"persistent\":{\"" + setting + "\":" + value + "}}");
    }

    private ElasticsearchDestination destination(String dataStream) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), null, null, null, null, dataStream));
    }
}
