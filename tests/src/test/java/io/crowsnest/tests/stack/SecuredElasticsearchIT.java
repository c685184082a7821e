package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.NodeSetup;
import io.crowsnest.servers.ServerDirectory;
import io.crowsnest.tests.stack.Command.Result;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Elasticsearch with security, prepared by the script of the stack: what users may do, and what becomes of documents.
 *
 * <p>Its administrator is a user from a file, as the distribution has no password for {@code elastic}; and the templates for logs that
 * a full distribution brings are put there in brief.
 */
class SecuredElasticsearchIT {

    private static final Path DISTRIBUTION =
            Project.ROOT.resolve("shop/servers/target/distributions/elasticsearch.zip");
    /** The distribution lacks what the index of users and roles is analysed with. */
    private static final Path ANALYSIS =
            Project.ROOT.resolve("shop/elasticsearch-plugin/target/crowsnest-demo-elasticsearch-plugin-0.1.0.jar");

    private static final String ADMINISTRATOR = "administrator";
    private static final String PASSWORD = "crowsnest";

    /** The password as {@code elasticsearch-users} writes it. */
    private static final String HASH = "$2a$10$LDOjVGbfRtM61tkmgpVAlOgjvH7Bff8ybHID7uJoBfpUKIClebw..";

    /** The parts of the built-in templates that the script's must get along with. */
    private static final Map<String, String> BUILT_IN =
            Map.of("/_component_template/logs@mappings", """
            {"template": {"mappings": {"date_detection": false,
              "dynamic_templates": [{"texts": {"match_mapping_type": "string", "mapping": {"type": "keyword"}}}],
              "properties": {"@timestamp": {"type": "date", "ignore_malformed": false}}}}}
            """, "/_component_template/logs@settings", """
            {"template": {"settings": {"index": {"mapping": {"ignore_malformed": true}}}}}
            """);

    private static final String TEMPLATE = """
            {"index_patterns": ["logs-*-*"], "priority": 100, "data_stream": {},
             "composed_of": ["logs@mappings", "logs@settings", "logs@custom"],
             "ignore_missing_component_templates": ["logs@custom"]}
            """;

    @TempDir
    private static Path secrets;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Path directory;
    private static Elasticsearch server;
    private static SetupScripts scripts;
    private static Result first;
    private static Result second;

    @BeforeAll
    static void start() throws Exception {
        directory = ServerDirectory.temporary();
        server = Elasticsearch.start(
                DISTRIBUTION,
                directory,
                new NodeSetup(
                        Map.of("xpack.security.enabled", "true"),
                        Map.of(
                                "users",
                                ADMINISTRATOR + ":" + HASH + "\n",
                                "users_roles",
                                "superuser:" + ADMINISTRATOR + "\n"),
                        List.of(ANALYSIS),
                        null,
                        authorization(ADMINISTRATOR, PASSWORD)));
        for (Map.Entry<String, String> each : BUILT_IN.entrySet()) {
            server.request("PUT", each.getKey(), each.getValue());
        }
        server.request("PUT", "/_index_template/logs", TEMPLATE);
        scripts = SetupScripts.withSecretsIn(secrets).with("ELASTICSEARCH_ADMINISTRATOR", ADMINISTRATOR);
        scripts.setSecret("elastic", PASSWORD);
        first = scripts.elasticsearch(server.url());
        second = scripts.elasticsearch(server.url());
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        ServerDirectory.delete(directory);
    }

    @Test
    void the_script_can_run_again() {
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(second.exitCode()).as(second.output()).isZero();
        // The first time it may have to wait.
        assertThat(second.output()).isEqualTo(first.output().replaceAll("(?m)^.*: waiting for .*\\R", ""));
    }

    @Test
    void kibana_and_the_others_can_log_in() throws Exception {
        for (String user : new String[] {
            "kibana_system:kibana_system",
            "crowsnest-agent:agent",
            "crowsnest-logstash:logstash",
            "crowsnest-grafana:grafana_reader"
        }) {
            String[] parts = user.split(":", -1);
            assertThat(ask(parts[0], parts[1], "GET", "/_security/_authenticate", "")
                            .statusCode())
                    .as(parts[0])
                    .isEqualTo(200);
        }
    }

    @Test
    void agents_and_logstash_may_add_documents_and_nothing_else() throws Exception {
        String document = "{\"@timestamp\": \"2026-01-01T00:00:00.000000001Z\", \"message\": \"x\"}";

        for (String[] user : new String[][] {{"crowsnest-agent", "agent"}, {"crowsnest-logstash", "logstash"}}) {
            assertThat(ask(user[0], user[1], "POST", "/logs-add-default/_create/of-" + user[1], document)
                            .statusCode())
                    .isEqualTo(201);
            // The second copy of an event.
            assertThat(ask(user[0], user[1], "POST", "/logs-add-default/_create/of-" + user[1], document)
                            .statusCode())
                    .isEqualTo(409);
            // Logstash asks first.
            assertThat(ask(user[0], user[1], "GET", "/_cluster/health", "").statusCode())
                    .isEqualTo(200);
            assertThat(ask(user[0], user[1], "GET", "/logs-add-default/_search", "")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(ask(user[0], user[1], "POST", "/other/_create/1", document)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(ask(user[0], user[1], "DELETE", "/_index_template/logs", "")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void grafana_may_read_and_not_write() throws Exception {
        server.request(
                "POST", "/logs-read-default/_create/1?refresh=true", "{\"@timestamp\": \"2026-01-01T00:00:00Z\"}");

        assertThat(ask("crowsnest-grafana", "grafana_reader", "GET", "/logs-*-*/_search", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask("crowsnest-grafana", "grafana_reader", "POST", "/logs-read-default/_create/2", "{}")
                        .statusCode())
                .isEqualTo(403);
    }

    /** As Grafana asks for the lines of a service, the name between slashes: it writes a slash in it with a backslash. */
    @Test
    void a_service_whose_name_has_a_slash_finds_its_log_lines() throws Exception {
        for (String service : new String[] {"shop/eu.1", "shop/eu-1", "shop"}) {
            server.request(
                    "POST",
                    "/logs-slash-default/_doc?refresh=true",
                    "{\"@timestamp\": \"2026-01-01T00:00:00Z\", \"service.name\": \"" + service + "\"}");
        }
        String query =
                "{\"query\": {\"query_string\": {\"query\": \"service.name:/shop\\\\/eu\\\\.1/\", \"analyze_wildcard\": true}}}";

        JsonNode hits = new ObjectMapper()
                .readTree(server.request("POST", "/logs-slash-default/_search", query))
                .at("/hits/hits");
        assertThat(hits)
                .extracting(hit -> hit.at("/_source/service.name").asText())
                .containsExactly("shop/eu.1");
    }

    @Test
    void events_of_one_millisecond_keep_their_order() throws Exception {
        for (String each : new String[] {"2", "1", "3"}) {
            server.request(
                    "POST",
                    "/logs-order-default/_create/" + each + "?refresh=true",
                    "{\"@timestamp\": \"2026-01-01T00:00:00.12345678" + each + "Z\"}");
        }

        JsonNode hits = new ObjectMapper()
                .readTree(server.request("GET", "/logs-order-default/_search?sort=@timestamp", ""))
                .at("/hits/hits");
        assertThat(hits).extracting(hit -> hit.get("_id").asText()).containsExactly("1", "2", "3");
    }

    @Test
    void documents_live_on_one_node_for_a_week() throws Exception {
        server.request("POST", "/logs-week-default/_create/1", "{\"@timestamp\": \"2026-01-01T00:00:00Z\"}");

        JsonNode settings = new ObjectMapper().readTree(server.request("GET", "/logs-week-default/_settings", ""));
        assertThat(settings.findValue("number_of_replicas").asText()).isEqualTo("0");
        JsonNode template = new ObjectMapper().readTree(server.request("GET", "/_component_template/logs@custom", ""));
        assertThat(template.findValue("data_retention").asText()).isEqualTo("7d");
    }

    @Test
    void a_wrong_password_is_named() throws Exception {
        scripts.setSecret("elastic", "wrong");
        try {
            Result result = scripts.elasticsearch(server.url());

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("another password for user " + ADMINISTRATOR);
        } finally {
            scripts.setSecret("elastic", PASSWORD);
        }
    }

    private static HttpResponse<String> ask(String user, String secret, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve(path))
                .header("Authorization", authorization(user, scripts.secret(secret)))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String authorization(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }
}
