package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.tests.scenario.HostileLogs;
import io.crowsnest.tests.scenario.InterruptedLogs;
import io.crowsnest.tests.scenario.SecretLogs;
import io.crowsnest.tests.scenario.VirtualLogs;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that interrupt, log from virtual threads, log what nobody should, and log secrets. */
final class HostileLogsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("logs.json");
    }

    private ForkedJvm.Builder jvm(Jdk jdk, Class<?> scenario, String... arguments) {
        return ForkedJvm.java(jdk)
                .agent("logs.file=" + file(), "logs.spool.directory=" + folder.resolve("spool"))
                .classPath(Artefacts.scenarios())
                .run(scenario, arguments);
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : LogFile.lines(file)) {
            documents.add(json.readTree(line));
        }
        return documents;
    }

    private static Set<String> messages(Path file, String start) throws IOException {
        Set<String> messages = new HashSet<>();
        for (JsonNode each : documents(file)) {
            String message = each.get("message").asText();
            if (message.startsWith(start)) {
                assertThat(messages.add(message)).as("once: %s", message).isTrue();
            }
        }
        return messages;
    }

    @OnEachJdk
    void anInterruptStormLosesNothing(Jdk jdk) throws IOException {
        try (ForkedJvm jvm = jvm(jdk, InterruptedLogs.class).start()) {
            URI metrics = jvm.awaitMetrics();
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() == 1);
            jvm.goOn();
            jvm.awaitStdout("logged 100000");
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() == 100_001);
            assertThat(Scrape.of(metrics).sum("crowsnest_hook_errors_total")).isZero();
            Run run = jvm.finish();

            assertThat(run.exitCode()).isZero();
            assertThat(run.stdout().stream()
                            .filter(line -> line.startsWith("interrupts "))
                            .mapToLong(line -> Long.parseLong(line.substring(11)))
                            .sum())
                    .as("interrupts seen by those that log")
                    .isGreaterThan(10);
            run.assertAgentIsQuiet();
        }
        assertThat(messages(file(), "interrupted ")).hasSize(100_000);
    }

    @Test
    void tenThousandVirtualThreadsLoseNothing() throws IOException {
        Jdk jdk = Jdks.find(25).orElse(null);
        assumeTrue(jdk != null, "needs a JDK 25");
        try (ForkedJvm jvm = jvm(jdk, VirtualLogs.class).start()) {
            URI metrics = jvm.awaitMetrics();
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() == 1);
            jvm.goOn();
            Matcher said = jvm.awaitStdout("logged 100000 pinned \\d+ of these by the agent (\\d+)");
            System.out.println("10,000 virtual threads: " + said.group());
            assertThat(said.group(1))
                    .as("pinned for over a millisecond in a log call")
                    .isEqualTo("0");
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() == 100_001);
            jvm.goOn();
            long retained = Long.parseLong(jvm.awaitStdout("retained (-?\\d+)").group(1));
            System.out.printf("10,000 virtual threads: %+.1f MiB retained%n", retained / 1048576.0);
            assertThat(retained).as("bytes retained").isLessThanOrEqualTo(8 << 20);
            jvm.finish().assertAgentIsQuiet();
        }
        assertThat(messages(file(), "virtual ")).hasSize(100_000);
    }

    @OnEachJdk
    void hostileEventsDisturbNeitherTheApplicationNorTheEventsBehindThem(Jdk jdk) throws IOException {
        List<String> bare;
        int exitCode;
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .classPath(Artefacts.scenarios())
                .run(HostileLogs.class)
                .start()) {
            Run run = jvm.finish();
            exitCode = run.exitCode();
            bare = run.stdout().stream()
                    .filter(line -> line.startsWith("thrown by "))
                    .toList();
        }
        try (ForkedJvm jvm = jvm(jdk, HostileLogs.class).start()) {
            URI metrics = jvm.awaitMetrics();
            jvm.awaitStdout("all logged");
            LogFigures figures = LogFigures.until(metrics, "file", SOON, each -> each.pending() == 0);
            assertThat(figures.dropped())
                    .as("%s", Scrape.get(metrics.resolve("/status")).body())
                    .isZero();
            Run run = jvm.finish();

            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.stdout().stream().filter(line -> line.startsWith("thrown by ")))
                    .containsExactlyElementsOf(bare);
            System.out.println(figures + " " + run.agentLines());
        }
        // Each line is JSON, or this fails.
        List<JsonNode> documents = documents(file());
        List<String> starts = documents.stream()
                .map(each -> each.get("message").asText())
                .map(message -> message.split(" ", -1))
                .filter(words -> words[0].equals("hostile"))
                .map(words -> words[1])
                .distinct()
                .toList();
        assertThat(starts)
                .contains("long", "stack", "surrogates", "controls", "logging", "nested", "null", "mdc", "circle");
        assertThat(documents.stream()
                        .filter(each -> each.get("message").asText().equals("fine")))
                .hasSize(12);
        for (JsonNode each : documents) {
            assertThat(each.get("message").asText().length()).isLessThanOrEqualTo(128 << 10);
            assertThat(each.toString().length()).isLessThanOrEqualTo(512 << 10);
        }
    }

    @OnEachJdk
    void secretsReachNeitherTheDiskNorTheWire(Jdk jdk) throws IOException {
        String secret = "s3cr3t-plAnted";
        try (LogCollector collector = new LogCollector();
                ForkedJvm jvm = ForkedJvm.java(jdk)
                        .environment("CROWSNEST_LOGS_MASK", "*password*,token,card")
                        .agent(
                                "elasticsearch.url=" + collector.url(),
                                "logs.file=" + file(),
                                "logs.spool.directory=" + folder.resolve("spool"))
                        .classPath(Artefacts.scenarios())
                        .run(SecretLogs.class, secret)
                        .start()) {
            jvm.awaitStdout("all logged");
            LogFigures.until(jvm.awaitMetrics(), "file", SOON, figures -> figures.delivered() == 7);
            LogFigures.until(jvm.awaitMetrics(), "elasticsearch", SOON, figures -> figures.delivered() == 7);

            assertThat(files(folder.resolve("spool")))
                    .as("segments, while the process runs")
                    .isNotEmpty();
            for (Path each : files(folder)) {
                String content = new String(Files.readAllBytes(each), StandardCharsets.ISO_8859_1);
                assertThat(content.contains(secret)).as("%s", each).isFalse();
            }
            assertThat(collector.documents()).hasSize(7);
            assertThat(collector.documents().toString()).doesNotContain(secret).contains("***");
            jvm.finish();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
