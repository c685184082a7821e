package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("changes system properties")
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
        "429, circuit_breaking_exception, BUSY",
        "429, cluster_block_exception, BUSY",
        "502, , BUSY",
        "400, document_parsing_exception, REFUSED",
        "400, illegal_argument_exception, REFUSED",
        "400, index_closed_exception, BLOCKED",
        "400, invalid_index_name_exception, BLOCKED",
        "400, validation_exception, BLOCKED",
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
            String told = error == null ? "" : " " + error + ": because";
            assertThat(verdicts.get(1).reason()).isEqualTo("item " + status + told);
        }
    }

    @Test
    void keepsDocumentsWhenTheirPipelineIsMissing() {
        elasticsearch.script = request -> StubElasticsearch.items(List.of(
                "{\"create\":{\"status\":400,\"error\":{\"type\":\"illegal_argument_exception\",\"reason\":\"pipeline with id"
                        + " [logs@custom] does not exist\"}}}"));

        assertThat(((Answered) send(1)).verdicts().get(0).status()).isEqualTo(Status.BLOCKED);
    }

    @Test
    void saysWhichDocumentsAreInTheFailureStore() {
        elasticsearch.script = request -> new Answer(
                200,
                "{\"errors\":false,\"items\":[{\"create\":{\"status\":201,\"failure_store\":\"used\"}},"
                        + "{\"create\":{\"status\":201}}]}");

        assertThat(send(2))
                .isEqualTo(new Answered(
                        List.of(new Verdict(Status.SET_ASIDE, "in the failure store"), Verdict.DELIVERED)));
    }

    @ParameterizedTest
    @CsvSource({"400, not_enabled, REFUSED", "400, failed, REFUSED", "429, failed, BUSY", "503, failed, BUSY"})
    void judgesWhatTheFailureStoreDidNotTakeByItsStatus(int status, String store, Status expected) {
        elasticsearch.script = request -> StubElasticsearch.items(List.of("{\"create\":{\"status\":" + status
                + ",\"failure_store\":\"" + store + "\",\"error\":{\"type\":\"t\"}}}"));

        assertThat(send(1))
                .isEqualTo(new Answered(
                        List.of(new Verdict(expected, "item " + status + " t (failure store: " + store + ")"))));
    }

    @Test
    void asksForAllThatItJudgesBy() {
        send(1);

        assertThat(elasticsearch.requests.get(0).path())
                .endsWith("?filter_path=errors%2Citems.*.status%2Citems.*.error.type%2Citems.*.error.reason"
                        + "%2Citems.*.failure_store");
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
        "405, BLOCKED",
        "202, BLOCKED",
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
    @CsvSource({
        "403, cluster_block_exception, UNREACHABLE",
        "403, security_exception, BLOCKED",
        "401, security_exception, BLOCKED",
        "400, media_type_header_exception, BLOCKED",
        "429, circuit_breaking_exception, OVERLOADED",
        "429, cluster_block_exception, OVERLOADED",
        "503, master_not_discovered_exception, UNREACHABLE",
    })
    void judgesARequestByItsErrorToo(int status, String type, Kind expected) {
        elasticsearch.script = request -> new Answer(
                status, "{\"error\":{\"type\":\"" + type + "\",\"reason\":\"r\"},\"status\":" + status + "}");

        assertThat(send(1)).isEqualTo(new Failed(expected, "HTTP " + status + " " + type + ": r"));
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
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]}{",
                "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}},null]}",
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
    void acknowledgesNothingWhenTheAnswerIsCutOff() {
        elasticsearch.script =
                request -> new Answer(200, StubElasticsearch.created(request).body(), Answer.HALF);

        assertThat(send(2))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    @Test
    void acknowledgesNothingWhenTheAnswerHasNoEnd() {
        elasticsearch.script = request -> new Answer(200, " ".repeat(33 << 20));

        assertThat(send(1)).isEqualTo(new Failed(Kind.UNREACHABLE, "IOException: answer longer than 32 MiB"));
    }

    @Test
    void isUnreachableWhenNoAnswerComesInTime() {
        CountDownLatch over = new CountDownLatch(1);
        elasticsearch.script = request -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Answer(0, "");
        };
        ElasticsearchDestination impatient =
                new ElasticsearchDestination(config(elasticsearch.url()), Duration.ofMillis(200));

        assertThat(impatient.send(Documents.documents(1))).isEqualTo(new Failed(Kind.UNREACHABLE, "timed out"));
        over.countDown();
        impatient.close();
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
    void staysWithANodeThatAnswers() throws IOException {
        try (StubElasticsearch second = new StubElasticsearch();
                ElasticsearchDestination two =
                        new ElasticsearchDestination(config(elasticsearch.url(), second.url()))) {
            elasticsearch.script = request -> new Answer(429, "");

            two.send(Documents.documents(1));
            two.send(Documents.documents(1));

            assertThat(elasticsearch.requests).hasSize(2);
            assertThat(second.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 0})
    void turnsToTheNextNodeWhenOneIsNotWell(int status) throws IOException {
        try (StubElasticsearch second = new StubElasticsearch();
                ElasticsearchDestination two =
                        new ElasticsearchDestination(config(elasticsearch.url(), second.url()))) {
            elasticsearch.script = request -> new Answer(status, "");

            two.send(Documents.documents(1));

            assertThat(two.send(Documents.documents(1))).isEqualTo(new Answered(List.of(Verdict.DELIVERED)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', /logs-shop-default/_bulk",
        "/, /logs-shop-default/_bulk",
        "//, /logs-shop-default/_bulk",
        "/search, /search/logs-shop-default/_bulk",
        "/search/, /search/logs-shop-default/_bulk",
        "/a%20b/c/, /a%20b/c/logs-shop-default/_bulk",
    })
    void keepsThePathOfTheUrl(String path, String expected) {
        try (ElasticsearchDestination behindProxy =
                new ElasticsearchDestination(config(URI.create(elasticsearch.url() + path)))) {
            behindProxy.send(Documents.documents(1));
        }

        assertThat(elasticsearch.requests.get(0).path()).startsWith(expected + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "user:pass, user:pass",
        "user, user",
        "us%40er:p%3Aa%2Fs%20s+, 'us@er:p:a/s s+'",
        "user:p%C3%A4ss, user:p\u00e4ss",
    })
    void authenticatesWithUserAndPasswordOfTheUrl(String userInfo, String expected) {
        URI url = URI.create(elasticsearch.url().toString().replace("://", "://" + userInfo + "@"));
        try (ElasticsearchDestination withUser = new ElasticsearchDestination(config(url))) {
            withUser.send(Documents.documents(1));
        }

        String encoded = Base64.getEncoder().encodeToString(expected.getBytes(StandardCharsets.UTF_8));
        assertThat(elasticsearch.requests.get(0).header("Authorization")).isEqualTo("Basic " + encoded);
    }

    @Test
    void prefersUserAndPasswordOfTheSettingsToThoseOfTheUrl() {
        URI url = URI.create(elasticsearch.url().toString().replace("://", "://other:secret@"));
        try (ElasticsearchDestination withUser = new ElasticsearchDestination(
                new ElasticsearchConfig(List.of(url), null, "user", "pass", null, "logs-shop-default"))) {
            withUser.send(Documents.documents(1));
        }

        assertThat(elasticsearch.requests.get(0).header("Authorization")).isEqualTo("Basic dXNlcjpwYXNz");
    }

    @Test
    void sendsNoAuthorizationWithoutASecret() {
        send(1);

        assertThat(elasticsearch.requests.get(0).header("Authorization")).isEmpty();
    }

    @Test
    void takesAHostWithAnUnderscore() {
        try (ElasticsearchDestination underscore =
                new ElasticsearchDestination(config(URI.create("http://u:p@es_1.invalid:9200")))) {
            assertThat(underscore.send(Documents.documents(1)))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.reason()).startsWith("unknown host es_1.invalid"));
        }
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

    @ParameterizedTest
    @CsvSource({
        "http://u:p4ss@h:9200, s3cret, http://h:9200, api-key",
        "http://u:p4ss@h:9200/, , http://h:9200, basic",
        "https://u:p4ss@h_1/x/, , https://h_1/x, basic",
        "http://h, , http://h, none",
    })
    void tellsNoSecretInItsConfiguration(URI url, String apiKey, String shown, String authentication) {
        assertThat(new ElasticsearchConfig(List.of(url), apiKey, null, null, null, "logs-a-b"))
                .hasToString("ElasticsearchConfig[" + shown + " dataStream=logs-a-b authentication=" + authentication
                        + " ca=null]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://u:p4ss@h", "u:p4ss@h", "http:u:p4ss@h", "//u:p4ss@h", "/h"})
    void takesOnlyUrlsOfTheWeb(URI url) {
        assertThatThrownBy(() -> config(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an http or https URL")
                .hasMessageNotContaining("p4ss");
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
