package io.crowsnest.core.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.crowsnest.core.doctor.Finding.Grade;
import io.crowsnest.core.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendTestTest {

    private static final String RUN = "0badcafe";
    private static final String EVENT = "Test event of crowsnest send-test, run " + RUN;
    private static final String PASSWORD = "pl4nted";
    private static final String CREATED = "{\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private int status = 200;
    private String answer = CREATED;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            InputStream body = exchange.getRequestBody();
            bodies.add(new String((packed ? new GZIPInputStream(body) : body).readAllBytes(), UTF_8));
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getResponseHeaders().set("X-Elastic-Product", "Elasticsearch");
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8");
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        environment.put("CROWSNEST_SERVICE_NAME", "orders");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void an_event_that_elasticsearch_has() {
        environment.put("CROWSNEST_ELASTICSEARCH_URL", url());

        assertFound(
                Grade.OK, "elasticsearch.url", "in logs-orders-default, search for labels.crowsnest_send_test:" + RUN);
        assertThat(requests).singleElement().asString().startsWith("POST /logs-orders-default/_bulk");
        assertThat(bodies).singleElement().asString().contains(EVENT, "\"service.name\":\"orders\"");
    }

    @Test
    void an_elasticsearch_that_is_away() throws IOException {
        environment.put("CROWSNEST_ELASTICSEARCH_URL", "http://elastic:" + PASSWORD + "@127.0.0.1:" + closedPort());

        assertFound(Grade.FAILURE, "elasticsearch.url", "took nothing: ").contains("start the server");
    }

    @Test
    void an_elasticsearch_that_does_not_know_us() {
        status = 401;
        answer = "{\"error\":{\"type\":\"security_exception\",\"reason\":\"unable to authenticate\"}}";
        environment.put("CROWSNEST_ELASTICSEARCH_URL", url());
        environment.put("CROWSNEST_ELASTICSEARCH_API_KEY", PASSWORD);

        assertFound(Grade.FAILURE, "elasticsearch.url", "took nothing: HTTP 401 security_exception")
                .contains("set elasticsearch.api-key");
    }

    @Test
    void an_elasticsearch_that_refuses_the_event() {
        answer = "{\"errors\":true,\"items\":[{\"create\":{\"status\":400,\"error\":"
                + "{\"type\":\"document_parsing_exception\",\"reason\":\"failed to parse\"}}}]}";
        environment.put("CROWSNEST_ELASTICSEARCH_URL", url());

        assertFound(Grade.FAILURE, "elasticsearch.url", "refused the event: ").isNotEmpty();
    }

    @Test
    void something_that_is_no_elasticsearch() {
        answer = "<html>";
        environment.put("CROWSNEST_ELASTICSEARCH_URL", url());

        assertFound(Grade.FAILURE, "elasticsearch.url", "took nothing: ").isNotEmpty();
    }

    @Test
    void a_file_that_has_the_event() throws IOException {
        Path file = directory.resolve("folder/logs.ndjson");
        environment.put("CROWSNEST_LOGS_FILE", file.toString());

        assertFound(Grade.OK, "logs.file", file + " has the event");
        assertThat(Files.readAllLines(file)).singleElement().asString().contains(EVENT);
    }

    @Test
    void a_file_that_cannot_be_written() {
        environment.put("CROWSNEST_LOGS_FILE", directory.toString());

        assertFound(Grade.FAILURE, "logs.file", "took nothing: ").contains("name a file that this user may write to");
    }

    @Test
    void a_logstash_that_is_away() throws IOException {
        environment.put("CROWSNEST_LOGSTASH_URL", "lumberjack://127.0.0.1:" + closedPort());

        assertFound(Grade.FAILURE, "logstash.url", "took nothing: connection refused")
                .contains("start Logstash");
    }

    @Test
    void a_logstash_that_acknowledges_nothing() throws IOException {
        try (ServerSocket logstash = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            environment.put("CROWSNEST_LOGSTASH_URL", "tcp://127.0.0.1:" + logstash.getLocalPort());

            assertFound(Grade.WARNING, "logstash.url", "tcp does not tell").contains("lumberjack://");
            try (Socket connection = logstash.accept()) {
                assertThat(new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8)).readLine())
                        .contains(EVENT);
            }
        }
    }

    @Test
    void logs_that_are_switched_off_are_not_sent() {
        environment.put("CROWSNEST_LOGS_FILE", directory.resolve("logs.ndjson").toString());
        environment.put("CROWSNEST_LOGS_ENABLED", "false");

        assertFound(Grade.WARNING, "logs.enabled", "no log event is sent");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_metric_for_a_datadog_agent() throws IOException {
        try (DatagramSocket agent = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            environment.put("CROWSNEST_DATADOG_URL", "udp://127.0.0.1:" + agent.getLocalPort());
            environment.put("CROWSNEST_TAGS", "team=shop");

            assertFound(Grade.OK, "datadog.url", "sent with the tag run:" + RUN);
            DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
            agent.setSoTimeout(5_000);
            agent.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
                    .startsWith("crowsnest.send_test:1|c|#run:" + RUN)
                    .contains("service:orders", "team:shop");
        }
    }

    @Test
    void a_datadog_agent_that_is_away() throws IOException {
        int port;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            port = socket.getLocalPort();
        }
        environment.put("CROWSNEST_DATADOG_URL", "udp://127.0.0.1:" + port);

        assertFound(Grade.FAILURE, "datadog.url", "nobody listens there").contains("start the Datadog Agent");
    }

    @Test
    void a_socket_file_of_a_datadog_agent_that_is_not_there() {
        environment.put("CROWSNEST_DATADOG_URL", "unixstream://" + directory.resolve("dsd.socket"));

        assertFound(Grade.FAILURE, "datadog.url", "cannot connect to").contains("start the Datadog Agent");
    }

    @Test
    void a_metric_for_a_pushgateway_beside_the_group_of_the_service() {
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", url());
        environment.put("CROWSNEST_PROMETHEUS_PUSH_DELETE_ON_EXIT", "true");

        assertFound(Grade.OK, "prometheus.push.url", "has crowsnest_send_test{run=\"" + RUN + "\"}");
        assertThat(requests).containsExactly("PUT /metrics/job/orders/crowsnest/send-test");
        assertThat(bodies.get(0)).contains("crowsnest_send_test{run=\"" + RUN + "\"} 1");
    }

    @Test
    void a_metric_for_a_receiver_of_remote_write() {
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", url());
        environment.put("CROWSNEST_PROMETHEUS_PUSH_PROTOCOL", "remote-write");

        assertFound(Grade.OK, "prometheus.push.url", "has crowsnest_send_test{run=\"" + RUN + "\"}, job=\"orders\"");
        assertThat(requests).isNotEmpty().allMatch(request -> request.equals("POST /api/v1/write"));
    }

    @Test
    void a_receiver_that_refuses() {
        status = 400;
        answer = "out of order";
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", url());

        assertFound(Grade.FAILURE, "prometheus.push.url", "took nothing: HTTP 400: out of order")
                .contains("whether it takes pushgateway");
    }

    @Test
    void a_receiver_that_does_not_know_us() {
        status = 401;
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", url());
        environment.put("CROWSNEST_PROMETHEUS_PUSH_TOKEN", PASSWORD);

        assertFound(Grade.FAILURE, "prometheus.push.url", "took nothing: HTTP 401")
                .contains("prometheus.push.token");
    }

    @Test
    void a_receiver_that_is_away() throws IOException {
        environment.put("CROWSNEST_PROMETHEUS_PUSH_URL", "http://127.0.0.1:" + closedPort());

        assertFound(Grade.FAILURE, "prometheus.push.url", "took nothing: ").contains("start the receiver");
    }

    /** What was found beside that the settings are well; returns what is to be done about it. */
    private org.assertj.core.api.AbstractStringAssert<?> assertFound(Grade grade, String subject, String text) {
        List<Finding> found = SendTest.send(Settings.resolve(null, new Properties(), environment, Set.of()), RUN);

        assertThat(found.toString()).doesNotContain(PASSWORD);
        List<Finding> ours = found.stream()
                .filter(finding -> !finding.subject().equals("settings"))
                .toList();
        assertThat(ours).singleElement().satisfies(finding -> {
            assertThat(finding.grade()).as(finding.toString()).isEqualTo(grade);
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.text()).contains(text);
            assertThat(finding.remedy()).doesNotContain("\n");
        });
        return assertThat(ours.get(0).remedy());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
