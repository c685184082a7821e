package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Documents that a real node will never take. All others are delivered, each once. */
@OnRealServer
class ServerRefusalsTest {

    private static final int EVENTS = 1_000;
    private static final int REFUSED = 10;

    private final Elasticsearch server;

    ServerRefusalsTest(Elasticsearch server) {
        this.server = server;
    }

    @Test
    void refusesWhatContradictsTheMapping() throws Exception {
        putTemplate("conflict", "", "\"labels\":{\"properties\":{\"n\":{\"type\":\"long\"}}}");
        assertRefused(
                "logs-conflict-default", Map.of("n", "not a number"), "REFUSED item 400 document_parsing_exception");
    }

    @Test
    void refusesAnObjectWhereTheMappingHasAText() throws Exception {
        putTemplate("objects", "", "\"labels\":{\"type\":\"keyword\"}");
        assertRefused("logs-objects-default", Map.of("n", "1"), "REFUSED item 400 document_parsing_exception");
    }

    @Test
    void refusesWhatAStrictMappingDoesNotKnow() throws Exception {
        putTemplate("strictly", "", "\"labels\":{\"type\":\"object\",\"dynamic\":\"strict\"}");
        assertRefused("logs-strictly-default", Map.of("n", "1"), "REFUSED item 400 strict_dynamic_mapping_exception");
    }

    @Test
    void refusesWhatHasTooManyFields() throws Exception {
        putTemplate("crowded", "\"index.mapping.total_fields.limit\":60", "");
        assertRefused("logs-crowded-default", manyLabels(), "REFUSED item 400 document_parsing_exception");
    }

    @Test
    void deliversWhatHasTooManyFieldsWhereTheTemplateSaysToIgnoreThem() throws Exception {
        putTemplate(
                "ignore",
                "\"index.mapping.total_fields.limit\":60,\"index.mapping.total_fields.ignore_dynamic_beyond_limit\":true",
                "");
        try (ElasticsearchDestination destination = destination("logs-ignore-default")) {
            Delivery delivery = Delivery.of(destination, Documents.documents(REFUSED, manyLabels()));

            delivery.assertExactlyOnce(server, "logs-ignore-default");
            assertThat(delivery.refused).isEmpty();
        }
    }

    /** Ten documents with these labels, among a thousand without. */
    private void assertRefused(String dataStream, Map<String, String> labels, String trouble) throws Exception {
        List<Document> bad = Documents.documents(REFUSED, labels);
        List<Document> all = new ArrayList<>(Documents.documents(EVENTS));
        for (int i = 0; i < REFUSED; i++) {
            all.add(EVENTS / REFUSED * i, bad.get(i));
        }
        try (ElasticsearchDestination destination = destination(dataStream)) {
            Delivery delivery = Delivery.of(destination, all);

            delivery.assertExactlyOnce(server, dataStream);
            assertThat(delivery.refused).containsExactlyInAnyOrderElementsOf(bad);
            assertThat(delivery.troubles).hasSize(REFUSED).allMatch(each -> each.startsWith(trouble));
        }
    }

    private void putTemplate(String dataset, String settings, String properties) throws IOException {
        server.request(
                "PUT",
                "/_index_template/" + dataset,
                "{\"index_patterns\":[\"logs-" + dataset + "-*\"],\"priority\":500,\"data_stream\":{},\"template\":{"
                        + "\"settings\":{" + settings + "},\"mappings\":{\"properties\":{" + properties + "}}}}");
    }

    private static Map<String, String> manyLabels() {
        Map<String, String> labels = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            labels.put("label" + i, "x");
        }
        return labels;
    }

    private ElasticsearchDestination destination(String dataStream) {
        return new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(server.url()), null, null, null, null, dataStream));
    }
}
