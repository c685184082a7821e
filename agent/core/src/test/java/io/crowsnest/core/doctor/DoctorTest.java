package io.crowsnest.core.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.crowsnest.core.doctor.Finding.Grade;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

    private static final String PASSWORD = "pl4nted";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private HttpServer server;
    /** What the server answers by path; {@code {}} to all else. */
    private final Map<String, String> answers = new HashMap<>();

    private int status = 200;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answers.getOrDefault(exchange.getRequestURI().getPath(), "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        answers.put("/_security/user/_has_privileges", "{\"username\":\"me\",\"has_all_requested\":true}");
        // Each run of the tests may have the usual port in use.
        environment.put("CROWSNEST_PROMETHEUS_PORT", "0");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void where_all_is_well_everything_is_named_and_nothing_is_to_be_done() throws IOException {
        try (ServerSocket logstash = listening();
                DatagramSocket datadog =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            environment.put("CROWSNEST_LOGSTASH_URL", "lumberjack://127.0.0.1:" + logstash.getLocalPort());
            environment.put("CROWSNEST_ELASTICSEARCH_URL", url());
            environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", url());
            environment.put("CROWSNEST_DATADOG_URL", "udp://127.0.0.1:" + datadog.getLocalPort());
            environment.put("CROWSNEST_DATADOG_RELAY_LISTEN", "udp://127.0.0.1:0");
            environment.put(
                    "CROWSNEST_LOGS_SPOOL_DIRECTORY",
                    directory.resolve("a/spool").toString());
            environment.put("CROWSNEST_LOGS_SPOOL_MAX_SIZE", "1MiB");
            environment.put(
                    "CROWSNEST_LOGS_FILE", directory.resolve("logs.json").toString());
            environment.put("CROWSNEST_SERVICE_NAME", "orders");

            List<Finding> findings = examine();

            assertThat(findings).allMatch(finding -> finding.grade() == Grade.OK);
            assertThat(findings)
                    .extracting(Finding::subject)
                    .contains(
                            "settings",
                            "prometheus",
                            "elasticsearch.url",
                            "logstash.url",
                            "datadog.url",
                            "datadog.relay.listen",
                            "prometheus.push.url",
                            "logs.spool.directory",
                            "logs.file");
            assertThat(text()).contains("lets us write to logs-orders-default");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void a_key_that_is_not_known() {
        environment.put("CROWSNEST_PROMETHEUS_PROT", "1");

        assertFound(Grade.WARNING, "settings", "nearest=prometheus.port");
    }

    @Test
    void an_agent_in_the_environment_that_is_not_there() {
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx1g -javaagent:/no/such/crowsnest-agent.jar=tags=a=b");

        assertFound(Grade.FAILURE, "JAVA_TOOL_OPTIONS", "/no/such/crowsnest-agent.jar");
    }

    @Test
    void a_port_that_is_taken() throws IOException {
        try (ServerSocket taken = listening()) {
            environment.put("CROWSNEST_PROMETHEUS_PORT", String.valueOf(taken.getLocalPort()));

            assertFound(Grade.WARNING, "prometheus.port", taken.getLocalPort() + " is taken");
        }
    }

    @Test
    void an_address_that_is_another_machines() {
        environment.put("CROWSNEST_PROMETHEUS_HOST", "192.0.2.1");

        assertFound(Grade.FAILURE, "prometheus.host", "cannot listen on 192.0.2.1:0");
    }

    @Test
    void a_certificate_that_is_not_there() {
        environment.put("CROWSNEST_PROMETHEUS_TLS_CERTIFICATE", "/no/such/cert.pem");
        environment.put("CROWSNEST_PROMETHEUS_TLS_KEY", "/no/such/key.pem");

        assertFound(Grade.FAILURE, "prometheus", "/no/such/");
    }

    @Test
    void a_rule_file_that_is_not_there() {
        environment.put("CROWSNEST_METRICS_JMX_RULES", "/no/such/rules.yaml");

        assertFound(Grade.FAILURE, "metrics.jmx.rules", "/no/such/rules.yaml");
    }

    @Test
    void a_spool_below_a_file() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        environment.put("CROWSNEST_LOGS_STDOUT", "true");
        environment.put("CROWSNEST_LOGS_SPOOL_DIRECTORY", file.resolve("spool").toString());

        assertFound(Grade.FAILURE, "logs.spool.directory", "memory only");
    }

    @Test
    void a_spool_that_may_grow_larger_than_its_disk() {
        environment.put("CROWSNEST_LOGS_STDOUT", "true");
        environment.put("CROWSNEST_LOGS_SPOOL_DIRECTORY", directory.toString());
        environment.put("CROWSNEST_LOGS_SPOOL_MAX_SIZE", "1000000GiB");

        assertFound(Grade.WARNING, "logs.spool.max-size", "are more than");
    }

    @Test
    void an_elasticsearch_that_is_away() throws IOException {
        environment.put("CROWSNEST_ELASTICSEARCH_URL", "http://elastic:" + PASSWORD + "@127.0.0.1:" + closedPort());

        assertFound(Grade.FAILURE, "elasticsearch.url", "nobody listens there");
    }

    @Test
    void an_elasticsearch_whose_name_nobody_knows() {
        environment.put("CROWSNEST_ELASTICSEARCH_URL", "http://no-such-host.invalid:9200");

        assertFound(Grade.FAILURE, "elasticsearch.url", "name of the host is not known");
    }

    @Test
    void credentials_that_elasticsearch_refuses() {
        status = 401;
        environment.put("CROWSNEST_ELASTICSEARCH_URL", url());
        environment.put("CROWSNEST_ELASTICSEARCH_API_KEY", PASSWORD);

        assertFound(Grade.FAILURE, "elasticsearch.url", "does not accept the credentials");
    }

    @Test
    void a_user_who_may_not_write() {
        answers.put("/_security/user/_has_privileges", "{\"has_all_requested\" : false}");
        environment.put("CROWSNEST_ELASTICSEARCH_URL", url());
        environment.put("CROWSNEST_SERVICE_NAME", "Orders");

        assertFound(Grade.FAILURE, "elasticsearch.url", "does not let us write to logs-orders-default");
    }

    @Test
    void a_logstash_that_is_away() throws IOException {
        environment.put("CROWSNEST_LOGSTASH_URL", "lumberjack://127.0.0.1:" + closedPort());

        assertFound(Grade.FAILURE, "logstash.url", "nobody listens there");
    }

    @Test
    void a_logstash_that_acknowledges_nothing() throws IOException {
        try (ServerSocket logstash = listening()) {
            environment.put("CROWSNEST_LOGSTASH_URL", "tcp://127.0.0.1:" + logstash.getLocalPort());

            assertFound(Grade.WARNING, "logstash.url", "no acknowledgements");
        }
    }

    @Test
    void a_node_that_only_the_exporter_can_ask_is_not_said_to_be_away() {
        environment.put("CROWSNEST_ELASTICSEARCH_URL", "http://me:" + PASSWORD + "@es_node:9200");

        assertFound(Grade.WARNING, "elasticsearch.url", "es_node:9200 was not asked");
    }

    @Test
    void a_receiver_of_pushes_that_only_the_exporter_can_ask_is_not_said_to_be_away() {
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", "http://push_gateway:9091");

        assertFound(Grade.WARNING, "prometheus.push.url", "push_gateway:9091 was not asked");
    }

    @Test
    void a_datadog_agent_that_is_away() throws IOException {
        int port;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            port = socket.getLocalPort();
        }
        environment.put("CROWSNEST_DATADOG_URL", "udp://127.0.0.1:" + port);

        assertFound(Grade.FAILURE, "datadog.url", "nobody listens there");
    }

    @Test
    void a_datadog_agent_at_the_usual_port_needs_no_port_in_its_url() {
        environment.put("CROWSNEST_DATADOG_URL", "udp://no_such_host.invalid");

        assertFound(Grade.FAILURE, "datadog.url", "the name of the host is not known");
    }

    @Test
    void a_datadog_agent_at_a_port_that_is_none() {
        environment.put("CROWSNEST_DATADOG_URL", "udp://127.0.0.1:65536");

        assertFound(Grade.FAILURE, "datadog.url", "expected udp://host:8125");
    }

    @Test
    void a_relay_at_a_port_that_is_none() {
        environment.put("CROWSNEST_DATADOG_RELAY_LISTEN", "udp://127.0.0.1:65536");

        assertFound(Grade.FAILURE, "datadog.relay.listen", "cannot listen");
    }

    @Test
    void a_relay_whose_port_is_taken() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            environment.put("CROWSNEST_DATADOG_RELAY_LISTEN", "udp://127.0.0.1:" + taken.getLocalPort());

            assertFound(Grade.FAILURE, "datadog.relay.listen", "cannot listen");
        }
    }

    @Test
    void a_receiver_of_pushes_that_is_away() throws IOException {
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", "http://127.0.0.1:" + closedPort());

        assertFound(Grade.FAILURE, "prometheus.push.url", "nobody listens there");
    }

    private void assertFound(Grade grade, String subject, String text) {
        List<Finding> bad = examine().stream()
                .filter(finding -> finding.grade() != Grade.OK)
                .filter(finding -> !finding.subject().startsWith("logs.spool") || subject.startsWith("logs.spool"))
                .toList();

        assertThat(bad).singleElement().satisfies(finding -> {
            assertThat(finding.grade()).isEqualTo(grade);
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.text()).contains(text);
            assertThat(finding.remedy()).isNotEmpty().doesNotContain("\n");
        });
        assertThat(text()).doesNotContain(PASSWORD);
    }

    private List<Finding> examine() {
        return Doctor.examine(Settings.resolve(null, new Properties(), environment, Set.of()), environment);
    }

    private String text() {
        return String.join("\n", examine().stream().map(Finding::toString).toList());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = listening()) {
            return socket.getLocalPort();
        }
    }
}
