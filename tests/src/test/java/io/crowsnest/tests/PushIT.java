package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.dashboards.Promtool;
import io.crowsnest.tests.scenario.ShortJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are over before somebody scrapes them, with a real Pushgateway and a real Prometheus. */
final class PushIT {

    private static final int QUESTIONS = 23;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** What the agent may cost a job at its end, and what a busy machine may add. */
    private static final Duration TWO_SECONDS_AND_NOISE = Duration.ofMillis(3500);

    private Process receiver;

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws InterruptedException {
        if (receiver != null) {
            receiver.destroy();
            receiver.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @OnEachJdk
    void aJobLeavesItsFiguresAtThePushgateway(Jdk jdk) throws IOException {
        URI gateway = startPushgateway();
        try (ForkedJvm jvm = job(jdk).agent("prometheus.push.url=" + gateway, "service.name=nightly job", "tags=zone=a")
                .start()) {
            assertThat(jvm.end().assertAgentIsQuiet().exitCode()).isEqualTo(7);
        }

        Scrape left = Scrape.of(gateway.resolve("/metrics"));
        assertThat(left.sum("db_client_operation_duration_seconds_count")).isEqualTo(QUESTIONS);
        assertThat(left.samples())
                .filteredOn(sample -> sample.name().equals("db_client_operation_duration_seconds_count"))
                .allMatch(sample -> "nightly job".equals(sample.labels().get("job"))
                        && "a".equals(sample.labels().get("zone")));
        assertThat(left.has("jvm_memory_used_bytes")).isTrue();
    }

    @OnEachJdk
    void aJobThatNamesALogManagerAndNeverLoadsItLeavesItsFiguresToo(Jdk jdk) throws IOException {
        URI gateway = startPushgateway();
        String manager = "-Djava.util.logging.manager=com.example.NeverLoaded";
        Run bare = run(job(jdk).options(manager));
        Run pushed = run(job(jdk).options(manager).agent("prometheus.push.url=" + gateway));

        // Nothing of ours has touched java.util.logging: that would have looked for the manager, and said that there is
        // none.
        pushed.assertSameAs(bare);
        assertThat(Scrape.of(gateway.resolve("/metrics")).sum("db_client_operation_duration_seconds_count"))
                .isEqualTo(QUESTIONS);
    }

    @OnEachJdk
    void aJobThatIsDeletedAtItsEndIsThereWhileItRuns(Jdk jdk) throws IOException {
        URI gateway = startPushgateway();
        URI metrics = gateway.resolve("/metrics");
        try (ForkedJvm jvm = job(jdk).agent("prometheus.push.url=" + gateway, "prometheus.push.delete-on-exit=true")
                .start()) {
            Poll.until(LIMIT, () -> Scrape.of(metrics), scrape -> scrape.has("jvm_memory_used_bytes"));
            assertThat(jvm.end().exitCode()).isEqualTo(7);
        }

        Scrape after = Poll.until(LIMIT, () -> Scrape.of(metrics), scrape -> !scrape.has("jvm_memory_used_bytes"));
        assertThat(after.has("jvm_memory_used_bytes")).isFalse();
    }

    @OnEachJdk
    void aJobThatIsKilledLeavesNothing(Jdk jdk) throws IOException {
        URI gateway = startPushgateway();
        try (ForkedJvm jvm = job(jdk).agent("prometheus.push.url=" + gateway).start()) {
            jvm.awaitStdout("worked");
            jvm.awaitMetrics();
            jvm.close();
            jvm.end();
        }

        assertThat(Scrape.of(gateway.resolve("/metrics")).has("jvm_memory_used_bytes"))
                .isFalse();
    }

    @OnEachJdk
    void aPushgatewayThatIsAwayChangesNothing(Jdk jdk) throws IOException {
        Run bare = run(job(jdk));
        Run pushed = run(job(jdk).agent("prometheus.push.url=http://127.0.0.1:" + freePort()));

        assertThat(pushed.exitCode()).isEqualTo(bare.exitCode());
        assertThat(pushed.duration()).isLessThan(bare.duration().plus(TWO_SECONDS_AND_NOISE));
        assertThat(pushed.assertAgentIsQuiet().agentLines())
                .anyMatch(
                        line -> line.contains("metrics not pushed: 127.0.0.1") && line.contains("Connection refused"));
    }

    @OnEachJdk
    void aPushgatewayThatDoesNotAnswerCostsTwoSeconds(Jdk jdk) throws IOException {
        Run bare = run(job(jdk));
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run pushed = run(job(jdk).agent("prometheus.push.url=http://127.0.0.1:" + silent.getLocalPort()));

            assertThat(pushed.exitCode()).isEqualTo(bare.exitCode());
            assertThat(pushed.duration()).isLessThan(bare.duration().plus(TWO_SECONDS_AND_NOISE));
            assertThat(pushed.assertAgentIsQuiet().agentLines()).anyMatch(line -> line.contains("metrics lost"));
        }
    }

    @OnEachJdk
    void prometheusGetsAllOfAJobByRemoteWrite(Jdk jdk) throws IOException {
        URI prometheus = startPrometheus();
        try (ForkedJvm jvm = job(jdk).agent(
                        "prometheus.enabled=false",
                        "prometheus.push.url=" + prometheus,
                        "prometheus.push.protocol=remote-write",
                        "prometheus.push.instance=i1",
                        "service.name=worker")
                .start()) {
            assertThat(jvm.end().assertAgentIsQuiet().exitCode()).isEqualTo(7);
        }

        String count = "db_client_operation_duration_seconds_count{job=\"worker\",instance=\"i1\"}";
        assertThat(query(prometheus, "sum(last_over_time(" + count + "[1m]))")).contains(",\"" + QUESTIONS + "\"]");
        assertThat(query(prometheus, "sum(last_over_time(crowsnest_push_samples_dropped_total[1m]))"))
                .contains(",\"0\"]");
        assertThat(query(prometheus, count)).contains("\"result\":[]");
    }

    private static ForkedJvm.Builder job(Jdk jdk) {
        return ForkedJvm.java(jdk).classPath(Artefacts.scenarios()).run(ShortJob.class, String.valueOf(QUESTIONS));
    }

    private static Run run(ForkedJvm.Builder builder) {
        try (ForkedJvm jvm = builder.start()) {
            return jvm.end();
        }
    }

    private static String query(URI prometheus, String query) {
        return Scrape.get(prometheus.resolve("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .body();
    }

    private URI startPushgateway() throws IOException {
        int port = freePort();
        return start(
                port,
                "prometheus-pushgateway",
                "--persistence.file=" + folder.resolve("groups"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    private URI startPrometheus() throws IOException {
        int port = freePort();
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, "global: {scrape_interval: 1m}\n");
        return start(
                port,
                "prometheus",
                "--web.enable-remote-write-receiver",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
    }

    private URI start(int port, String... command) throws IOException {
        assumeTrue(Promtool.installed(command[0]), command[0] + " is not installed: ./verify installs it where it can");
        receiver = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        URI url = URI.create("http://127.0.0.1:" + port);
        assertThat(Poll.until(LIMIT, () -> isReady(url), ready -> ready)).isTrue();
        return url;
    }

    private static boolean isReady(URI url) {
        try {
            return Scrape.get(url.resolve("/-/ready")).statusCode() == 200;
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
