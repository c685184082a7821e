package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.dashboards.Promtool;
import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.StrictServer;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code send-test} of the real jar, and what the servers have then. */
final class SendTestIT {

    private static final Path DISTRIBUTION = Path.of("../shop/servers/target/distributions/elasticsearch.zip");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern RUN = Pattern.compile("labels\\.crowsnest_send_test:([0-9a-f]{8})");

    @TempDir
    Path folder;

    @Test
    void elasticsearchHasTheEventOnceUnderItsLabel() throws Exception {
        Path servers = ServerDirectory.temporary();
        Path file = folder.resolve("logs.ndjson");
        try (Elasticsearch server = Elasticsearch.start(DISTRIBUTION, servers)) {
            server.putLogsTemplate();
            String[] command = {
                "send-test", "service.name=orders", "elasticsearch.url=" + server.url(), "logs.file=" + file
            };
            Run sent = JarCommand.run(Jdks.all().get(0), command);

            assertThat(sent.exitCode()).as(sent.toString()).isZero();
            assertThat(sent.stderr()).isEmpty();
            Matcher run = RUN.matcher(sent.stdout().toString());
            assertThat(run.find()).as(sent.toString()).isTrue();
            server.request("POST", "/logs-orders-default/_refresh", "");
            JsonNode hits = new ObjectMapper()
                    .readTree(server.request("GET", "/logs-orders-default/_search?q=" + run.group(), ""))
                    .at("/hits/hits");
            assertThat(hits).hasSize(1);
            assertThat(hits.at("/0/_source/message").asText())
                    .isEqualTo("Test event of crowsnest send-test, run " + run.group(1));
            assertThat(sent.stdout())
                    .anyMatch(line ->
                            line.contains("has the event " + hits.at("/0/_id").asText()));
            assertThat(Files.readAllLines(file)).singleElement().asString().contains(run.group(1));

            server.kill();
            Run failed = JarCommand.run(Jdks.all().get(0), command);
            assertThat(failed.exitCode()).as(failed.toString()).isEqualTo(2);
            assertThat(failed.stdout())
                    .anyMatch(line -> line.startsWith("FAILED  elasticsearch.url: took nothing: "))
                    .anyMatch(line -> line.contains("start the server"))
                    .anyMatch(line -> line.startsWith("OK      logs.file: "));
        } finally {
            ServerDirectory.delete(servers);
        }
    }

    /** On each of them: datagrams to a socket file go two ways, and neither JVM warns of it. */
    @OnEachJdk
    void anAgentOfDatadogGetsOneCount(Jdk jdk) throws IOException {
        List<StrictServer> servers = List.of(
                StrictServer.udp(),
                StrictServer.unixStream(folder.resolve("stream")),
                StrictServer.unixDatagram(folder.resolve("datagrams")));
        for (StrictServer datadog : servers) {
            try (datadog) {
                Run sent = JarCommand.run(jdk, "send-test", "datadog.url=" + datadog.url(), "service.name=orders");

                assertThat(sent.exitCode()).as(sent.toString()).isZero();
                assertThat(sent.stderr()).isEmpty();
                List<Sample> samples = Poll.until(LIMIT, () -> datadog.messages(Sample.class), got -> !got.isEmpty());
                assertThat(datadog.complaints()).isEmpty();
                assertThat(samples).singleElement().satisfies(sample -> {
                    assertThat(sample.name()).isEqualTo("crowsnest.send_test");
                    assertThat(sample.tags()).contains("service:orders").anyMatch(tag -> tag.startsWith("run:"));
                });
            }
        }
    }

    @Test
    void aPushgatewayKeepsWhatItHasOfTheService() throws Exception {
        assumeTrue(
                Promtool.installed("prometheus-pushgateway"),
                "prometheus-pushgateway is not installed: ./verify installs it where it can");
        int port = freePort();
        URI gateway = URI.create("http://127.0.0.1:" + port);
        Process process = new ProcessBuilder("prometheus-pushgateway", "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            assertThat(Poll.until(LIMIT, () -> isReady(gateway), ready -> ready))
                    .isTrue();
            String[] command = {"send-test", "service.name=orders", "prometheus.push.url=" + gateway};
            assertThat(JarCommand.run(Jdks.all().get(0), command).exitCode()).isZero();
            Run again = JarCommand.run(Jdks.all().get(0), command);

            assertThat(again.exitCode()).as(again.toString()).isZero();
            Scrape left = Scrape.of(gateway.resolve("/metrics"));
            assertThat(left.samples())
                    .filteredOn(sample -> sample.name().equals("crowsnest_send_test"))
                    .singleElement()
                    .satisfies(sample -> assertThat(sample.labels())
                            .containsAllEntriesOf(Map.of("job", "orders", "crowsnest", "send-test"))
                            .containsKey("run"));
        } finally {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static boolean isReady(URI gateway) {
        try {
            return Scrape.get(gateway.resolve("/-/ready")).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
