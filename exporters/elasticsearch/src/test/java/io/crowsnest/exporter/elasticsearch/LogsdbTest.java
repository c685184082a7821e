package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Index mode {@code logsdb}, the default for logs from Elasticsearch 9 on: it sorts by host and time, and keeps no source
 * but makes it from the fields again.
 */
@OnRealServer
class LogsdbTest {

    private static final String TEMPLATE = """
            {"index_patterns":["logs-db*-default"],"priority":500,"data_stream":{},
             "template":{"settings":{"index.mode":"logsdb"},
              "mappings":{"date_detection":false,
               "dynamic_templates":[{"strings":{"match_mapping_type":"string","mapping":{"type":"keyword"}}}],
               "properties":{"@timestamp":{"type":"date_nanos"},"message":{"type":"text"}}}}}
            """;

    private final Elasticsearch server;

    LogsdbTest(Elasticsearch server) {
        this.server = server;
    }

    @BeforeEach
    void putTemplate() throws IOException {
        server.request("PUT", "/_index_template/logsdb", TEMPLATE);
    }

    @Test
    void reallyMakesTheSourceFromTheFields() throws Exception {
        deliver("logs-db0-default");

        assertThat(server.request("GET", "/logs-db0-default/_settings?include_defaults", ""))
                .contains("\"mode\":\"logsdb\"")
                .containsPattern("\"source\":\\{\"mode\":\"synthetic\"|\"mode\":\"SYNTHETIC\"");
    }

    @Test
    void givesDottedFieldsBackAsObjects() throws Exception {
        Document document = deliver("logs-db1-default");
        assertThat(new String(document.json(), StandardCharsets.UTF_8)).contains("\"log.level\":\"INFO\"");

        assertThat(search("logs-db1-default", "{\"query\":{\"term\":{\"log.level\":\"INFO\"}}}"))
                .contains("\"@timestamp\":\"2026-03-04T12:00:00.123456789Z\"")
                .contains("\"log\":{\"level\":\"INFO\",\"logger\":\"a.B\"}")
                .contains("\"host\":{\"name\":\"host-1\"}")
                .contains("\"labels\":{\"order_id\":\"7\"}")
                .contains("\"message\":\"event 1\"")
                .contains("\"process\":{\"pid\":42,\"thread\":{\"name\":\"main\"}}");
    }

    @Test
    void hasDottedAndNestedDocumentsInOneIndex() throws Exception {
        deliver("logs-db2-default");
        server.request(
                "POST",
                "/logs-db2-default/_create/nested",
                "{\"@timestamp\":\"2026-03-04T12:00:01Z\",\"host\":{\"name\":\"host-2\"},\"log\":{\"level\":\"INFO\","
                        + "\"logger\":\"a.B\"},\"process\":{\"pid\":43},\"message\":\"nested\"}");

        assertThat(search("logs-db2-default", "{\"query\":{\"term\":{\"log.level\":\"INFO\"}}}"))
                .contains("\"total\":{\"value\":2,")
                .contains("\"message\":\"event 1\"")
                .contains("\"message\":\"nested\"");
        // One field each, not one with dots in its name beside an object.
        assertThat(server.request("GET", "/logs-db2-default/_mapping", ""))
                .contains("\"log\":{\"properties\":{\"level\":{\"type\":\"keyword\"}")
                .doesNotContain("log.level");
    }

    @Test
    void hasEveryDocumentOnceThatWasSentTwice() throws Exception {
        List<Document> documents = Documents.documents(1_000);
        try (ElasticsearchDestination destination = destination("logs-db3-default")) {
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-db3-default");
            Delivery.of(destination, documents).assertExactlyOnce(server, "logs-db3-default");
        }
    }

    private Document deliver(String dataStream) throws Exception {
        List<Document> documents = Documents.documents(1, Map.of("order.id", "7"));
        try (ElasticsearchDestination destination = destination(dataStream)) {
            Delivery.of(destination, documents).assertExactlyOnce(server, dataStream);
        }
        return documents.get(0);
    }

    private String search(String dataStream, String query) throws IOException {
        server.request("POST", "/" + dataStream + "/_refresh", "");
        return server.request("POST", "/" + dataStream + "/_search", query);
    }

    private ElasticsearchDestination destination(String dataStream) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), null, null, null, null, dataStream));
    }
}
