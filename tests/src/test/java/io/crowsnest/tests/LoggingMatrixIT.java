package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application logs is captured as it was when it logged, once, and whatever the application does to its loggers. */
@Isolated
final class LoggingMatrixIT {

    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    /** Log4j 2 has loggers and messages of different kinds, chosen by system properties. */
    private static final Map<String, List<String>> LOG4J2_MODES = Map.of(
            "asynchronous",
            List.of("-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector"),
            "mixed",
            List.of("-Dlog4j2.configurationFile=mixed.xml", "-Dlog4j.configurationFile=mixed.xml"),
            "garbage-free",
            List.of("-Dlog4j2.enable.threadlocals=true", "-Dlog4j2.garbagefreeThreadContextMap=true"),
            "no-thread-locals",
            List.of("-Dlog4j2.enable.threadlocals=false"));

    @TempDir
    private Path spool;

    /** A scenario and how its framework is configured. */
    record Mode(Matrix.Case matrix, String name, List<String> options) {
        @Override
        public String toString() {
            return matrix + " " + name;
        }
    }

    static Stream<Mode> everyEventIsCapturedOnceAsItWas() {
        return Matrix.cases("logging").flatMap(LoggingMatrixIT::modes);
    }

    @ParameterizedTest
    @MethodSource
    void everyEventIsCapturedOnceAsItWas(Mode mode) {
        Map<String, List<Map<String, String>>> byStart =
                run(mode.matrix, mode.matrix.row().hooks(), mode.options).stream()
                        .filter(document -> document.get("log.logger").startsWith("shop."))
                        .collect(Collectors.groupingBy(
                                document -> document.get("message").split("[ :]", 2)[0]));

        assertThat(byStart.get("level"))
                .extracting(document -> document.get("message") + " " + document.get("log.level"))
                .containsExactlyInAnyOrderElementsOf(LEVELS.stream()
                        .map(level -> "level " + LEVELS.indexOf(level) + " " + level)
                        .toList());
        assertThat(only(byStart, "mutable")).containsEntry("message", "mutable before");
        assertThat(only(byStart, "throwable"))
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.message", "outermost")
                .hasEntrySatisfying(
                        "error.stack_trace",
                        trace -> assertThat(trace)
                                .contains("Events.log", "Caused by: java.lang.IllegalArgumentException: its cause")
                                .contains("Suppressed: java.lang.UnsupportedOperationException: suppressed"));
        assertThat(only(byStart, "deep").get("error.stack_trace")).contains("at the bottom", "Events.deep");
        assertThat(only(byStart, "logs")).containsEntry("message", "logs: outside");
        // Frameworks that format for each of their handlers ask the object each time.
        assertThat(byStart.get("from")).isNotEmpty();
        assertThat(only(byStart, "nothing")).containsEntry("message", "nothing: null");
        assertThat(only(byStart, "huge").get("message"))
                .startsWith("huge xxx")
                .endsWith("[cut by crowsnest]")
                .hasSizeBetween(30_000, 128 << 10);
        assertThat(only(byStart, "odd").get("message")).matches("odd \uFFFD\\|\uFFFD\\|\uD83D\uDE00\\|\\\\u0000\\|");
        assertThat(only(byStart, "last")).containsEntry("process.thread.name", "main");
        switch (mode.matrix.row().hooks()) {
            case "logback" ->
                assertThat(only(byStart, "with").get(LogCollector.DOCUMENT))
                        .contains("\"user\":\"ann\"", "[\"SHOP\",\"AUDIT\"]");
            case "log4j2" -> {
                assertThat(only(byStart, "with").get(LogCollector.DOCUMENT))
                        .contains("\"user\":\"ann\"", "[\"SHOP\",\"AUDIT\"]");
                assertThat(only(byStart, "order=\\\"17\\\"")).containsEntry("order", "17");
                assertThat(only(byStart, "fatal")).containsEntry("log.level", "ERROR");
                assertThat(byStart.get("from")).hasSize(1);
            }
            // Log4j 1.2.17 takes today's JDKs for one that is too old for an MDC.
            case "log4j1" ->
                assertThat(only(byStart, "with"))
                        .containsEntry("ndc", "outer")
                        .matches(document -> mode.matrix.version().equals("1.2.17")
                                || document.getOrDefault("user", "").equals("ann"));
            case "jboss-logmanager" ->
                assertThat(only(byStart, "with")).containsEntry("user", "ann").containsEntry("ndc", "outer");
            default -> assertThat(byStart).doesNotContainKey("with");
        }
        assertThat(byStart).doesNotContainKey("is");
    }

    static Stream<Matrix.Case> structuredArgumentsAreLabels() {
        return Matrix.cases("fields");
    }

    @ParameterizedTest
    @MethodSource
    void structuredArgumentsAreLabels(Matrix.Case matrix) {
        Map<String, Map<String, String>> byStart = run(matrix, "logback", List.of()).stream()
                .collect(Collectors.toMap(
                        document -> document.get("message").split(" ", 2)[0],
                        document -> document,
                        (one, other) -> one));

        assertThat(byStart.get("kv")).containsEntry("message", "kv order=17").containsEntry("order", "17");
        assertThat(byStart.get("value")).containsEntry("message", "value 18").containsEntry("order", "18");
        assertThat(byStart.get("array")).containsEntry("orders", "[1, 2]");
        assertThat(byStart.get("entries")).containsEntry("order", "19");
        assertThat(byStart.get("markers")).containsEntry("order", "20").containsEntry("user", "ann");
        assertThat(byStart.get("fluent")).containsEntry("order", "21");
    }

    static Stream<Matrix.Case> whatNobodyCatchesIsAnError() {
        return Matrix.cases("uncaught");
    }

    @ParameterizedTest
    @MethodSource
    void whatNobodyCatchesIsAnError(Matrix.Case matrix) {
        List<Map<String, String>> documents;
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .run("2000")
                        .agent("elasticsearch.url=" + logs.url(), "logs.spool.directory=" + spool)
                        .start()) {
            Run run = jvm.end().assertAgentIsQuiet();
            assertThat(run.exitCode()).isEqualTo(1);
            documents = logs.documents();
        }
        assertThat(documents)
                .allSatisfy(document -> assertThat(document)
                        .containsEntry("log.logger", "uncaught")
                        .containsEntry("log.level", "ERROR")
                        .containsEntry("error.message", "nobody catches this"))
                .extracting(document -> document.get("process.thread.name"))
                .containsExactlyElementsOf(
                        matrix.jdk().version() < 21
                                ? List.of("platform", "main")
                                : List.of("platform", "virtual", "main"));
    }

    static Stream<Matrix.Case> nothingBelowTheLevelOfTheSettingsIsDelivered() {
        int newestJdk = Jdks.all().get(Jdks.all().size() - 1).version();
        return Matrix.cases("logging")
                .filter(matrix -> matrix.version().equals(matrix.row().newest())
                        && matrix.jdk().version() == newestJdk);
    }

    @ParameterizedTest
    @MethodSource
    void nothingBelowTheLevelOfTheSettingsIsDelivered(Matrix.Case matrix) {
        List<Map<String, String>> documents;
        Scrape scrape;
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .agent("elasticsearch.url=" + logs.url(), "logs.spool.directory=" + spool, "logs.level=WARN")
                        .start()) {
            jvm.awaitStdout("^logged$");
            scrape = Scrape.of(jvm.awaitMetrics());
            jvm.finish().assertAgentIsQuiet();
            documents = beforeTheEnd(logs.documents());
        }
        assertThat(documents).extracting(document -> document.get("log.level")).containsOnly("WARN", "ERROR");
        assertThat(documents)
                .extracting(document -> document.get("message"))
                .contains("level 3", "level 4", "throwable");
        assertThat(scrape.sum("crowsnest_log_events_captured_total"))
                .as("what is let through")
                .isEqualTo(documents.size());
        if (matrix.row().hooks().equals("logback")) {
            assertThat(scrape.sum("logback_events_total", Map.of("level", "info")))
                    .as("what the application logs is counted all the same")
                    .isGreaterThan(1);
        }
    }

    private List<Map<String, String>> run(Matrix.Case matrix, String framework, List<String> options) {
        try (LogCollector logs = new LogCollector();
                ForkedJvm jvm = matrix.briefJvm()
                        .options(options.toArray(new String[0]))
                        .agent("elasticsearch.url=" + logs.url(), "logs.spool.directory=" + spool, "logs.level=TRACE")
                        .start()) {
            jvm.awaitStdout("^logged$");
            Scrape scrape = Scrape.of(jvm.awaitMetrics());
            Run run = jvm.finish().assertAgentIsQuiet();
            assertThat(run.exitCode()).isZero();
            assertThat(run.stdout())
                    .allMatch(line -> !line.startsWith("filter") || line.equals("filter asked 2 times"));
            assertCountedByLevel(scrape, framework, beforeTheEnd(logs.documents()));
            return logs.documents();
        }
    }

    /** Without what JBoss LogManager logs when the JDK asks it for a logger at the end of the process, after the last scrape. */
    private static List<Map<String, String>> beforeTheEnd(List<Map<String, String>> documents) {
        return documents.stream()
                .filter(document -> !document.get("log.logger").equals("java.lang.Runtime"))
                .toList();
    }

    /** By the agent under its own name, and under that which Micrometer has for the framework, if it has one. */
    private static void assertCountedByLevel(Scrape scrape, String framework, List<Map<String, String>> documents) {
        for (String level : LEVELS) {
            Map<String, String> label = Map.of("level", level.toLowerCase(Locale.ROOT));
            double logged = documents.stream()
                    .filter(document -> document.get("log.level").equals(level))
                    .count();
            assertThat(scrape.sum("crowsnest_log_events_captured_total", label))
                    .as("captured %s", level)
                    .isEqualTo(logged);
            switch (framework) {
                case "logback" ->
                    assertThat(scrape.sum("logback_events_total", label))
                            .as(level)
                            .isEqualTo(logged);
                case "log4j2" -> {
                    double fatal = scrape.sum("log4j2_events_total", Map.of("level", "fatal"));
                    assertThat(fatal).isOne();
                    assertThat(scrape.sum("log4j2_events_total", label) + (level.equals("ERROR") ? fatal : 0))
                            .as(level)
                            .isEqualTo(logged);
                }
                default ->
                    assertThat(scrape.sum("logback_events_total", label) + scrape.sum("log4j2_events_total", label))
                            .as("%s is neither", framework)
                            .isZero();
            }
        }
    }

    private static Map<String, String> only(Map<String, List<Map<String, String>>> byStart, String start) {
        assertThat(byStart).containsKey(start);
        assertThat(byStart.get(start)).as(start).hasSize(1);
        return byStart.get(start).get(0);
    }

    /** Each mode of Log4j 2 runs with the newest version on the newer JDK; asynchronously also with the lowest on the older one. */
    private static Stream<Mode> modes(Matrix.Case matrix) {
        Stream<Mode> plain = Stream.of(new Mode(matrix, "", List.of()));
        boolean isOldest =
                matrix.version().equals(matrix.row().lowest()) && matrix.jdk().version() == 17;
        boolean isNewest =
                matrix.version().equals(matrix.row().newest()) && matrix.jdk().version() != 17;
        if (!matrix.row().hooks().equals("log4j2")) {
            return plain;
        }
        Stream<Mode> others = LOG4J2_MODES.entrySet().stream()
                .filter(mode -> isNewest || (isOldest && mode.getKey().equals("asynchronous")))
                .map(mode -> new Mode(matrix, mode.getKey(), mode.getValue()));
        return Stream.concat(plain, others);
    }
}
