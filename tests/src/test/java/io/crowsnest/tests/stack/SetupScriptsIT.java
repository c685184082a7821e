package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.stack.Command.Result;
import io.crowsnest.tests.stack.StubServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of the stack against servers that answer as they are told. A real Elasticsearch is in {@link SecuredElasticsearchIT}. */
class SetupScriptsIT {

    @TempDir
    private Path directory;

    private SetupScripts scripts;

    @BeforeEach
    void make() throws Exception {
        scripts = SetupScripts.withSecretsIn(directory);
    }

    @Test
    void passwords_are_made_once() throws Exception {
        Map<String, String> first = secrets();

        Result again = scripts.makeSecrets(Map.of());

        assertThat(first.keySet())
                .containsExactlyInAnyOrder(
                        "elastic",
                        "kibana_system",
                        "kibana_encryption_key",
                        "logstash",
                        "agent",
                        "grafana_reader",
                        "grafana_admin",
                        "database");
        assertThat(first.values()).doesNotHaveDuplicates().allMatch(password -> password.matches("\\w{32}"));
        assertThat(secrets()).isEqualTo(first);
        assertThat(again.output()).isEmpty();
    }

    @Test
    void a_password_of_the_settings_wins() throws Exception {
        scripts.makeSecrets(Map.of("ELASTIC_PASSWORD", "mine"));

        assertThat(scripts.secret("elastic")).isEqualTo("mine");
        // Elasticsearch reads its password from a file of mode 400 or 600 only.
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(scripts.secrets().resolve("elastic"))))
                .isEqualTo("r--------");
    }

    @Test
    void waits_for_a_server_that_is_not_ready_yet() throws Exception {
        try (StubServer elasticsearch = new StubServer("{}")) {
            elasticsearch
                    .answers(503, "starting")
                    .answers(503, "starting")
                    .answers(200, "{}")
                    .answers(429, "busy");

            Result result = scripts.elasticsearch(elasticsearch.url());

            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(result.output()).contains("waiting for", "(503)", "(429)", "elasticsearch-setup: done");
            assertThat(elasticsearch.requests())
                    .extracting(Request::path)
                    .containsSubsequence("/_component_template/logs@custom", "/_component_template/logs@custom");
            assertThat(elasticsearch.requests())
                    .allMatch(request -> request.authorization().equals(authorization("elastic", "elastic")));
            // What is sent again is what was sent before.
            assertThat(elasticsearch.requests())
                    .filteredOn(request -> request.path().endsWith("logs@custom"))
                    .extracting(Request::body)
                    .hasSize(2)
                    .allMatch(body -> body.contains("data_retention"));
        }
    }

    @Test
    void gives_up_when_the_server_never_gets_ready() throws Exception {
        try (StubServer gone = new StubServer("{}")) {
            gone.close();

            Result result = scripts.with("SETUP_PATIENCE", "1").elasticsearch(gone.url());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("is not ready after 1 s: 000");
        }
    }

    @Test
    void says_what_to_do_about_a_wrong_password_and_does_not_try_again() throws Exception {
        try (StubServer elasticsearch = new StubServer("{}")) {
            elasticsearch.answers(401, "unable to authenticate user [elastic]");

            Result result = scripts.elasticsearch(elasticsearch.url());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output())
                    .contains("401, the server has another password for user elastic", ".env", "down -v")
                    .doesNotContain(scripts.secret("elastic"));
            assertThat(elasticsearch.requests()).hasSize(1);
        }
    }

    @Test
    void stops_at_what_the_server_refuses_and_shows_why() throws Exception {
        try (StubServer elasticsearch = new StubServer("{}")) {
            elasticsearch.answers(200, "{}").answers(400, "no such setting [x]");

            Result result = scripts.elasticsearch(elasticsearch.url());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("PUT", "logs@custom: 400 no such setting [x]");
        }
    }

    @Test
    void passwords_with_quotes_stay_what_they_are() throws Exception {
        scripts.setSecret("elastic", "a\"b\\c");
        scripts.setSecret("agent", "d\"e\\f");
        try (StubServer elasticsearch = new StubServer("{}")) {
            Result result = scripts.elasticsearch(elasticsearch.url());

            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(elasticsearch.requests().get(0).authorization()).isEqualTo(authorization("elastic", "elastic"));
            assertThat(elasticsearch.requests())
                    .filteredOn(request -> request.path().endsWith("/crowsnest-agent"))
                    .extracting(Request::body)
                    .containsExactly("{\"password\": \"d\\\"e\\\\f\", \"roles\": [\"crowsnest-append\"]}");
        }
    }

    @Test
    void kibana_gets_its_objects_each_time_over_those_that_are_there() throws Exception {
        try (StubServer kibana = new StubServer("{\"successCount\":6,\"success\":true}")) {
            kibana.answers(503, "Kibana server is not ready yet");

            assertThat(scripts.kibana(kibana.url()).exitCode()).isZero();
            assertThat(scripts.kibana(kibana.url()).output()).contains("are in place");

            String objects = Files.readString(Project.ROOT.resolve("dashboards/output/kibana/crowsnest.ndjson"));
            assertThat(kibana.requests()).hasSize(3);
            assertThat(kibana.requests()).allSatisfy(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/api/saved_objects/_import?overwrite=true");
                assertThat(request.kbnXsrf()).isNotEmpty();
                assertThat(request.authorization()).isEqualTo(authorization("elastic", "elastic"));
                assertThat(request.body()).contains("filename=\"crowsnest.ndjson\"", objects);
            });
        }
    }

    @Test
    void objects_that_kibana_refuses_are_an_error() throws Exception {
        try (StubServer kibana = new StubServer("{\"success\":false,\"errors\":[{\"id\":\"crowsnest-lines\"}]}")) {
            Result result = scripts.kibana(kibana.url());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("Kibana refused objects", "crowsnest-lines");
        }
    }

    private String authorization(String user, String secret) {
        try {
            return scripts.authorization(user, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> secrets() throws IOException {
        try (Stream<Path> files = Files.list(scripts.secrets())) {
            Map<String, String> secrets = new TreeMap<>();
            List<Path> all = files.toList();
            for (Path file : all) {
                secrets.put(file.getFileName().toString(), Files.readString(file));
            }
            return secrets;
        }
    }
}
