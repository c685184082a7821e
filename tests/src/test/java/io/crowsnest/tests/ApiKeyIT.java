package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.servers.Authority;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.NodeSetup;
import io.crowsnest.servers.ServerDirectory;
import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elasticsearch with security and TLS on, and a key that may do nothing but append, made and invalidated by its own API. */
final class ApiKeyIT {
    private static final Path DISTRIBUTION = Path.of("../shop/servers/target/distributions/elasticsearch.zip");
    private static final Path PLUGIN =
            Path.of("../shop/elasticsearch-plugin/target/crowsnest-demo-elasticsearch-plugin-0.1.0.jar");
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String RUN = "keyed";

    private static final String PASSWORD = "crowsnest";
    /** The password as {@code elasticsearch-users} writes it. */
    private static final String HASH = "$2a$10$LDOjVGbfRtM61tkmgpVAlOgjvH7Bff8ybHID7uJoBfpUKIClebw..";

    /** As docs/logs.md has it. */
    private static final String NEW_KEY = """
            {"name":"crowsnest","role_descriptors":{"ship":{"indices":[{"names":["logs-*-*"],"privileges":["auto_configure","create_doc"]}]}}}
            """;

    @TempDir
    Path folder;

    private Elasticsearch start(Path servers, Authority authority) throws Exception {
        // The node says where it listens by its address, so that is what its certificate must be for.
        Authority.Identity node = authority.issue("ip:127.0.0.1");
        String admin = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return Elasticsearch.start(
                DISTRIBUTION,
                servers,
                new NodeSetup(
                        Map.of(
                                "xpack.security.enabled", "true",
                                "xpack.security.http.ssl.enabled", "true",
                                "xpack.security.http.ssl.key", "node.key",
                                "xpack.security.http.ssl.certificate", "node.crt"),
                        Map.of(
                                "node.key",
                                node.keyPem(),
                                "node.crt",
                                node.chainPem(),
                                "users",
                                "admin:" + HASH + "\n",
                                "users_roles",
                                "superuser:admin\n"),
                        List.of(PLUGIN),
                        authority.trust(),
                        "Basic " + admin));
    }

    /** Makes a key, writes it where the agent reads it, and returns its id. */
    private static String putKey(Elasticsearch server, Path file) throws IOException {
        JsonNode key = new ObjectMapper().readTree(server.request("POST", "/_security/api_key", NEW_KEY));
        Files.writeString(file, key.get("encoded").asText() + "\n");
        return key.get("id").asText();
    }

    @Test
    void anInvalidatedKeyHoldsUpDeliveryUntilThereIsANewOneAndNothingIsLost() throws Exception {
        Path servers = ServerDirectory.temporary();
        Authority authority = new Authority(folder, "authority");
        Path spool = folder.resolve("spool");
        Path keyFile = folder.resolve("key");
        try (Elasticsearch server = start(servers, authority)) {
            server.putLogsTemplate();
            String id = putKey(server, keyFile);
            String key = Files.readString(keyFile).strip();
            List<String> destination = List.of(
                    "elasticsearch.url=" + server.url(),
                    "elasticsearch.api-key=file:" + keyFile,
                    "elasticsearch.ca=" + authority.pem());
            try (ForkedJvm jvm = ForkedJvm.java(Jdks.all().get(0))
                    .agent("service.name=" + RUN, "logs.spool.directory=" + spool, String.join(",", destination))
                    .classPath(Artefacts.scenarios())
                    .run(LogStorm.class, folder.resolve(RUN).toString(), RUN, "500")
                    .start()) {
                URI metrics = jvm.awaitMetrics();
                LogFigures.until(metrics, "elasticsearch", SOON, figures -> figures.delivered() > 1_000);

                server.request("DELETE", "/_security/api_key", "{\"ids\":[\"" + id + "\"]}");
                String said = jvm.awaitStderr("logs blocked destination=elasticsearch.*")
                        .group();
                assertThat(said).contains("HTTP 401 security_exception").doesNotContain(key);
                LogFigures blocked =
                        LogFigures.until(metrics, "elasticsearch", SOON, figures -> figures.pending() > 1_000);
                assertThat(blocked.dropped() + blocked.deadLettered()).isZero();
                assertThat(Scrape.get(metrics.resolve("/status")).body()).doesNotContain(key);
            }
            putKey(server, keyFile);
            Run drained = JarCommand.java(Jdks.all().get(0), "drain", spool.toString())
                    .run(destination.toArray(String[]::new))
                    .start()
                    .end();

            assertThat(drained.exitCode()).as("%s", drained).isZero();
            StormDocuments documents = StormDocuments.in(server, "logs-" + RUN + "-default");
            assertThat(documents.missing(RUN, folder.resolve(RUN))).isZero();
            assertThat(documents.duplicates()).isZero();
            System.out.printf("api key: %d documents, %s%n", documents.documents(), drained.stdout());
        } finally {
            ServerDirectory.delete(servers);
        }
    }
}
