package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.elasticsearch.StubElasticsearch.Answer;
import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElasticsearchDestinationTest {

    private final StubElasticsearch elasticsearch = new StubElasticsearch();
    private final ElasticsearchDestination destination = new ElasticsearchDestination(config(elasticsearch.url()));

    ElasticsearchDestinationTest() throws IOException {}

    @AfterEach
    void stop() {
        destination.close();
        elasticsearch.close();
        assertThat(elasticsearch.faults).isEmpty();
    }

    @Test
    void writesToTheDataStream() {
        assertThat(send(2)).isEqualTo(new Answered(List.of(Verdict.DELIVERED, Verdict.DELIVERED)));

        StubElasticsearch.Request request = elasticsearch.requests.get(0);
        assertThat(request.path()).startsWith("/logs-shop-default/_bulk?filter_path=errors%2Citems.*.status");
        assertThat(request.lines().get(1)).startsWith("{\"@timestamp\":\"2026-03-04T12:00:00.123456789Z\"");
    }

    @ParameterizedTest
    @CsvSource({
        "200, , DELIVERED",
        "201, , DELIVERED",
        "409, version_conflict_engine_exception, DELIVERED",
        "429, es_rejected_execution_exception, BUSY",
        "500, whatever, BUSY",
        "503, unavailable_shards_exception, BUSY",
        "403, cluster_block_exception, BUSY",
        "403, security_exception, BLOCKED",
        "401, security_exception, BLOCKED",
        "404, index_not_found_exception, BLOCKED",
        "400, document_parsing_exception, REFUSED",
        "413, too_large, REFUSED",
    })
    void judgesEachDocument(int status, String error, Status expected) {
        String cause = error == null ? "" : ",\"error\":{\"type\":\"" + error + "\",\"reason\":\"because\"}";
        elasticsearch.script = request -> StubElasticsearch.items(
                List.of("{\"create\":{\"status\":201}}", "{\"create\":{\"status\":" + status + cause + "}}"));

        List<Verdict> verdicts = ((Answered) send(2)).verdicts();

        assertThat(verdicts.get(0)).isEqualTo(Verdict.DELIVERED);
        assertThat(verdicts.get(1).status()).isEqualTo(expected);
        if (expected != Status.DELIVERED) {
            assertThat(verdicts.get(1).reason()).isEqualTo("item " + status + " " + error + ": because");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, BLOCKED",
        "400, BLOCKED",
        "401, BLOCKED",
        "403, BLOCKED",
        "404, BLOCKED",
        "406, BLOCKED",
        "415, BLOCKED",
        "408, UNREACHABLE",
        "413, TOO_LARGE",
        "429, OVERLOADED",
        "500, UNREACHABLE",
        "502, UNREACHABLE",
        "503, UNREACHABLE",
        "504, UNREACHABLE",
    })
    void judgesTheRequestAsAWhole(int status, Kind expected) {
        elasticsearch.script = request ->
                new Answer(status, "{\"error\":{\"type\":\"t\",\"reason\":\"r\"},\"status\":" + status + "}");

        assertThat(send(1)).isEqualTo(new Failed(expected, "HTTP " + status + " t: r"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>502</html>", "{\"error\":\"plain\"}", "{"})
    void makesDoWithTheStatusWhenTheBodyTellsNothing(String body) {
        elasticsearch.script = request -> new Answer(502, body, Map.of("Content-Type", "text/html"));

        assertThat(send(1)).isEqualTo(new Failed(Kind.UNREACHABLE, "HTTP 502"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "ok",
                "{\"errors\":false}",
                "{\"errors\":false,\"items\":[]}",
                "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}",
                "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]}",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{}}]}",
                "{\"items\":[{\"create\":{\"status\":201}},{}]}",
                "{\"items\":[{\"create\":{\"status\":201}},{\"index\":{\"status\":201}}]}",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":\"201\"}}]}",
            })
    void acknowledgesNothingWhenTheAnswerIsNotExactlyOneForEachDocument(String body) {
        elasticsearch.script = request -> new Answer(200, body);

        BatchResult result = send(2);

        assertThat(result).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failed.reason()).startsWith("unreadable answer");
        });
    }

    @Test
    void ignoresWhatElseAnAnswerHas() {
        elasticsearch.script = request -> new Answer(
                200,
                "{\"took\":1,\"errors\":false,\"x\":{\"items\":[]},\"items\":[{\"create\":{\"_index\":\"i\",\"_id\":\"1\","
                        + "\"_shards\":{\"total\":1},\"status\":201}}],\"y\":[[]]}");

        assertThat(send(1)).isEqualTo(new Answered(List.of(Verdict.DELIVERED)));
    }

    @Test
    void saysHowLongElasticsearchWantsToBeLeftAlone() {
        elasticsearch.script = request -> new Answer(429, "", Map.of("Retry-After", "7"));

        assertThat(send(1)).isEqualTo(new Failed(Kind.OVERLOADED, "HTTP 429", Duration.ofSeconds(7)));
    }

    @Test
    void isBlockedBySomethingThatIsNotElasticsearch() {
        elasticsearch.script = request -> new Answer(200, "{}", Map.of("X-elastic-product", ""));

        assertThat(send(1)).isEqualTo(new Failed(Kind.BLOCKED, "not Elasticsearch: no X-Elastic-Product header"));
    }

    @Test
    void isUnreachableWhenTheConnectionBreaks() {
        elasticsearch.script = request -> new Answer(0, "");

        assertThat(send(1)).isEqualTo(new Failed(Kind.UNREACHABLE, "connection closed"));
    }

    @Test
    void isUnreachableWhenNothingListens() throws IOException {
        ElasticsearchDestination nowhere = new ElasticsearchDestination(config(freeUrl()));

        assertThat(nowhere.send(Documents.documents(1))).isEqualTo(new Failed(Kind.UNREACHABLE, "connection refused"));
    }

    @Test
    void turnsToTheNextNodeAfterAFailure() throws IOException {
        ElasticsearchDestination two = new ElasticsearchDestination(config(freeUrl(), elasticsearch.url()));

        assertThat(two.send(Documents.documents(1))).isInstanceOf(Failed.class);
        assertThat(two.send(Documents.documents(1))).isInstanceOf(Answered.class);
        assertThat(two.send(Documents.documents(1))).isInstanceOf(Answered.class);
        two.close();
    }

    @Test
    void keepsThePathOfTheUrl() {
        ElasticsearchDestination behindProxy =
                new ElasticsearchDestination(config(elasticsearch.url().resolve("/search/")));

        behindProxy.send(Documents.documents(1));

        assertThat(elasticsearch.requests.get(0).path()).startsWith("/search/logs-shop-default/_bulk?");
        behindProxy.close();
    }

    @Test
    void authenticatesWithAnApiKey() {
        ElasticsearchDestination withKey = new ElasticsearchDestination(new ElasticsearchConfig(
                List.of(elasticsearch.url()), "a2V5", "user", "password", null, "logs-shop-default"));

        withKey.send(Documents.documents(1));

        assertThat(elasticsearch.requests.get(0).header("Authorization")).isEqualTo("ApiKey a2V5");
        withKey.close();
    }

    @Test
    void authenticatesWithUserAndPassword() {
        ElasticsearchDestination withUser = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(elasticsearch.url()), null, "user", "pass", null, "logs-shop-default"));

        withUser.send(Documents.documents(1));

        assertThat(elasticsearch.requests.get(0).header("Authorization")).isEqualTo("Basic dXNlcjpwYXNz");
        withUser.close();
    }

    @Test
    void tellsNoSecretInItsConfiguration() {
        ElasticsearchConfig config = new ElasticsearchConfig(
                List.of(URI.create("http://u:p4ss@h:9200")), "s3cret", "u", "p4ss", null, "logs-a-b");

        assertThat(config.toString())
                .isEqualTo("ElasticsearchConfig[http://h:9200 dataStream=logs-a-b authentication=api-key ca=null]");
    }

    @Test
    void isBlockedByACertificateFileThatIsNotThere() {
        ElasticsearchDestination noFile = new ElasticsearchDestination(new ElasticsearchConfig(
                List.of(URI.create("https://localhost:1")), null, null, null, Path.of("absent.pem"), "logs-a-b"));

        assertThat(noFile.send(Documents.documents(1)))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.BLOCKED));
    }

    @Test
    void isDeafToTheApplicationsProxySettings() throws IOException {
        String port = String.valueOf(freeUrl().getPort());
        Map<String, String> proxies = Map.of(
                "http.proxyHost",
                "localhost",
                "http.proxyPort",
                port,
                "http.nonProxyHosts",
                "",
                "socksProxyHost",
                "localhost",
                "socksProxyPort",
                port);
        proxies.forEach(System::setProperty);
        try {
            assertThat(send(1)).isInstanceOf(Answered.class);
        } finally {
            proxies.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void startsNoThread() {
        send(1);

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("pool") && name.contains("I/O"))
                .noneMatch(name -> name.startsWith("elasticsearch-rest-client"));
    }

    private BatchResult send(int documents) {
        return destination.send(Documents.documents(documents));
    }

    private static ElasticsearchConfig config(URI... urls) {
        return new ElasticsearchConfig(List.of(urls), null, null, null, null, "logs-shop-default");
    }

    private static URI freeUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://localhost:" + socket.getLocalPort());
        }
    }
}
