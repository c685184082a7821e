package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.LogDelivery;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.exporter.spool.SpoolPlace;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.Logs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnRealServer
class RealElasticsearchTest {

    @TempDir
    private Path spools;

    private final Elasticsearch server;
    private DestinationStats stats;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    RealElasticsearchTest(Elasticsearch server) {
        this.server = server;
    }

    @Test
    void hasEveryEventExactlyOnceAlthoughConnectionsAreCut() throws IOException {
        int events = 10_000;
        try (LossyProxy proxy = new LossyProxy(server.url())) {
            ship(proxy.url(), "lossy", events, Map.of());

            assertThat(proxy.cuts).hasPositiveValue();
        }
        String found = search(
                "lossy",
                "{\"size\":0,\"track_total_hits\":true,\"aggs\":{\"all\":{\"sum\":{\"field\":\"event.sequence\"}}}}");
        assertThat(found).contains("\"total\":{\"value\":10000,").contains("\"value\":5.0005E7");
        assertThat(stats.delivered()).isEqualTo(events);
    }

    @Test
    void knowsWhatWasSentTwice() {
        ElasticsearchDestination destination = new ElasticsearchDestination(config(server.url(), "logs-twice-default"));
        var documents = Documents.documents(2);

        assertThat(destination.send(documents)).isEqualTo(new Answered(List.of(Verdict.DELIVERED, Verdict.DELIVERED)));
        assertThat(destination.send(documents)).isEqualTo(new Answered(List.of(Verdict.DELIVERED, Verdict.DELIVERED)));
        destination.close();
    }

    @Test
    void findsDottedFieldsAsIfTheyWereNested() throws IOException {
        ship(server.url(), "fields", 1, Map.of("order.id", "7"));
        server.request(
                "POST",
                "/logs-fields-default/_create/nested?refresh=true",
                "{\"@timestamp\":\"2026-03-04T12:00:01Z\",\"log\":{\"level\":\"INFO\"},\"message\":\"nested\"}");

        assertThat(search("fields", "{\"query\":{\"term\":{\"log.level\":\"INFO\"}}}"))
                .contains("\"total\":{\"value\":2,")
                .contains(".ds-logs-fields-default-");
        assertThat(search("fields", "{\"query\":{\"term\":{\"labels.order_id\":\"7\"}}}"))
                .contains("\"total\":{\"value\":1,");
    }

    @Test
    void keepsNanoseconds() throws IOException {
        ship(server.url(), "nanos", 1, Map.of());

        assertThat(search("nanos", "{\"_source\":false,\"fields\":[\"@timestamp\"]}"))
                .contains("\"@timestamp\":[\"2026-03-04T12:00:00.123456789Z\"]");
    }

    @Test
    void takesARefusedDocumentInItsReducedForm() throws IOException {
        server.request("PUT", "/_index_template/strict", """
                {"index_patterns":["logs-strict-*"],"priority":500,"data_stream":{},
                 "template":{"mappings":{"properties":{"labels":{"properties":{"n":{"type":"long"}}}}}}}
                """);
        ship(server.url(), "strict", 1, Map.of("n", "not a number"));

        assertThat(search("strict", "{\"query\":{\"match\":{\"tags\":\"_crowsnest_rejected\"}}}"))
                .contains("\"total\":{\"value\":1,")
                .contains("document_parsing_exception")
                .contains("not a number");
        assertThat(stats.deadLettered()).isZero();
    }

    @Test
    void takesADocumentWithTooManyFieldsInItsReducedForm() throws IOException {
        server.request("PUT", "/_index_template/many", """
                {"index_patterns":["logs-many-*"],"priority":500,"data_stream":{},
                 "template":{"settings":{"index.mapping.total_fields.limit":60}}}
                """);
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            labels.put("label" + i, "x");
        }
        ship(server.url(), "many", 2, labels);

        assertThat(search("many", "{\"query\":{\"match\":{\"tags\":\"_crowsnest_rejected\"}}}"))
                .contains("\"total\":{\"value\":2,")
                .contains("Limit of total fields [60] has been exceeded");
        assertThat(stats.deadLettered()).isZero();
    }

    @Test
    void takesADocumentThatIsTooLargeInItsReducedForm() throws IOException {
        // Six bytes for each of these in JSON.
        ship(server.url(), "oversized", 2, Map.of(), "\u0001".repeat(RealServer.MAX_REQUEST / 3));

        assertThat(search("oversized", "{\"query\":{\"match\":{\"tags\":\"_crowsnest_rejected\"}}}"))
                .contains("\"total\":{\"value\":2,")
                .contains("HTTP 413");
        assertThat(stats.deadLettered()).isZero();
    }

    @Test
    void countsWhatIsInTheFailureStoreAsDeliveredAndApart() throws IOException {
        server.request("PUT", "/_index_template/aside", """
                {"index_patterns":["logs-aside-*"],"priority":500,"data_stream":{},
                 "template":{"data_stream_options":{"failure_store":{"enabled":true}},
                  "mappings":{"properties":{"labels":{"properties":{"n":{"type":"long"}}}}}}}
                """);
        ship(server.url(), "aside", 3, Map.of("n", "not a number"));

        assertThat(stats.delivered()).isEqualTo(3);
        assertThat(stats.setAside()).isEqualTo(3);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("logs set aside destination=elasticsearch"))
                .hasSize(1);
        assertThat(search("aside", "")).contains("\"total\":{\"value\":0,");
        server.request("POST", "/logs-aside-default::failures/_refresh", "");
        assertThat(server.request("POST", "/logs-aside-default::failures/_search", ""))
                .contains("\"total\":{\"value\":3,", "document_parsing_exception", "not a number");
    }

    private void ship(URI url, String dataset, int events, Map<String, String> labels) {
        ship(url, dataset, events, labels, "event ");
    }

    private void ship(URI url, String dataset, int events, Map<String, String> labels, String message) {
        ServiceIdentity identity = new ServiceIdentity(dataset, "1", "test", "h", 1, dataset, "default", Map.of());
        Outlet outlet =
                new Outlet("elasticsearch", service -> new ElasticsearchDestination(config(url, service.dataStream())));
        LogDelivery delivery = new LogDelivery(List.of(outlet), lines::add);
        Logs.shipTo(delivery, Level.INFO);
        delivery.start(() -> new SpoolPlace(List.of(spools), dataset, () -> identity, 64 << 20, Duration.ofSeconds(1)));
        delivery.deliver(identity, Duration.ZERO);
        for (int i = 1; i <= events; i++) {
            Logs.begin(Level.INFO)
                    .time(Instant.parse("2026-03-04T12:00:00.123456789Z"))
                    .logger("a.B")
                    .thread("main")
                    .message(message + i)
                    .labels(labels)
                    .end();
        }
        stats = outlet.stats();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (stats.delivered() + stats.deadLettered() < events) {
            assertThat(System.nanoTime()).as("in time, %s", lines).isLessThan(deadline);
            Thread.onSpinWait();
        }
        delivery.close(Duration.ofSeconds(5));
        assertThat(stats.dropped()).isZero();
    }

    private String search(String dataset, String query) throws IOException {
        server.request("POST", "/logs-" + dataset + "-default/_refresh", "");
        return server.request("POST", "/logs-" + dataset + "-default/_search", query);
    }

    private static ElasticsearchConfig config(URI url, String dataStream) {
        return new ElasticsearchConfig(List.of(url), null, null, null, null, dataStream);
    }
}
