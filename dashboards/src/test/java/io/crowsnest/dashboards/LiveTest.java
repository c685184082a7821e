package io.crowsnest.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every query of every panel, asked of a real Prometheus that scrapes the agent's own endpoint under two names. */
class LiveTest {

    private static final int SECONDS = 25;

    /** Queries without an answer here, as panel and legend, each with its reason. */
    private static final Map<String, String> WITHOUT_DATA = Map.of(
            "Request rate: a week ago", "needs a week",
            "Heap after GC in four hours: {{instance}}", "begins half an hour after a start",
            "Concurrent collection: {{gc}} {{instance}}", "not by every collector, nor in so short a time",
            "Spool on disk: durable", "there is no spool in this process");

    @TempDir
    private static Path directory;

    private static final HttpClient http = HttpClient.newHttpClient();
    private static Activity activity;
    private static Process prometheus;
    private static int port;

    @BeforeAll
    static void live() throws Exception {
        assumeTrue(Promtool.installed("prometheus"), "prometheus is not installed: ./verify installs it where it can");
        activity = new Activity();
        port = freePort();
        configure();
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--enable-feature=exemplar-storage")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        for (int i = 0; i < SECONDS * 2; i++) {
            activity.round();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        }
    }

    @AfterAll
    static void end() throws InterruptedException {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor(10, TimeUnit.SECONDS);
        }
        if (activity != null) {
            activity.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".+", "a", "a|b"})
    void every_query_has_an_answer_for_all_one_and_two_instances(String instances) throws Exception {
        List<String> empty = new ArrayList<>();
        Map<String, String> wrong = new TreeMap<>();
        for (BoardFile board : BoardFile.all()) {
            for (Map<String, Object> panel : board.panels()) {
                for (Map<String, Object> target : BoardFile.targets(panel)) {
                    if (target.containsKey("expr")) {
                        String name = BoardFile.text(panel, "title") + ": " + BoardFile.text(target, "legendFormat");
                        String answer = ask(target, instances);
                        if (!answer.contains("\"status\":\"success\"")) {
                            wrong.put(name, answer);
                        } else if (!answer.matches("(?s).*\\[\\d+(\\.\\d+)?,\"[^N].*")) {
                            empty.add(name);
                        }
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(empty).isSubsetOf(WITHOUT_DATA.keySet());
    }

    @Test
    void graphs_with_examples_have_some() throws Exception {
        String now = String.valueOf(Instant.now().getEpochSecond());
        String examples = get("query_exemplars?query=" + encoded("http_server_requests_seconds_bucket") + "&start="
                + (Long.parseLong(now) - SECONDS) + "&end=" + now);

        assertThat(examples).contains("trace_id");
    }

    private static String ask(Map<String, Object> target, String instances) throws IOException, InterruptedException {
        String expression = BoardFile.text(target, "expr")
                .replace("$__rate_interval", "5s")
                .replace("$__range", "20s")
                .replace("$job", ".+")
                .replace("$instance", instances)
                .replace("$uri", ".+");
        return get("query?query=" + encoded(expression));
    }

    private static String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void configure() throws IOException {
        String rules = Committed.files().get("prometheus/crowsnest.rules.yml").replace("interval: 30s", "interval: 1s");
        Files.writeString(directory.resolve("crowsnest.rules.yml"), rules);
        String targets = Stream.of("a", "b")
                .map(instance -> "      - {targets: ['" + activity.metrics().getAuthority() + "'], labels: {instance: "
                        + instance + "}}\n")
                .reduce("", String::concat);
        Files.writeString(
                directory.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [crowsnest.rules.yml]\n"
                        + "scrape_configs:\n  - job_name: web\n    static_configs:\n" + targets);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
