package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.ShutdownLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** What shutdown hooks log beside and after the agent's own is delivered: by this process as far as it comes, by whoever is next else. */
final class ShutdownLogsIT {
    private static final Pattern EVENT = Pattern.compile("\"message\":\"(running|at-once|for-seconds|late) \\d+\"");
    private static final Map<String, Long> ALL = Map.of("at-once", 500L, "for-seconds", 300L, "late", 500L);

    @TempDir
    Path folder;

    private ForkedJvm start(Jdk jdk, Path file, String argument) {
        ForkedJvm jvm = ForkedJvm.java(jdk)
                .agent("logs.file=" + file, "logs.spool.directory=" + folder.resolve("spool"))
                .classPath(Artefacts.scenarios())
                .run(ShutdownLogs.class, argument)
                .start();
        jvm.awaitStdout("ready");
        return jvm;
    }

    private void assertComplete(Run run, Path file, Map<String, Long> expected) throws IOException {
        assertThat(run.stdout().stream().filter(line -> line.startsWith("returned ")))
                .hasSize(3);
        assertThat(run.agentLines()).noneMatch(line -> line.contains("lost"));
        int here = counted(file).values().stream().mapToInt(Long::intValue).sum();
        Run drained = JarCommand.run(
                Jdks.all().get(0), "drain", folder.resolve("spool").toString(), "logs.file=" + file);
        assertThat(drained.exitCode()).as("%s", drained).isZero();
        assertThat(counted(file)).isEqualTo(expected);
        System.out.printf("shutdown hooks: %d events delivered by the process itself%n", here);
    }

    /** How many different events of each kind are in a file. */
    private static Map<String, Long> counted(Path file) throws IOException {
        List<String> events = new ArrayList<>();
        for (String line : LogFile.lines(file)) {
            Matcher matcher = EVENT.matcher(line);
            if (matcher.find()) {
                events.add(matcher.group());
            }
        }
        return events.stream()
                .distinct()
                .collect(Collectors.groupingBy(
                        event -> event.substring("\"message\":\"".length(), event.indexOf(' ')),
                        Collectors.counting()));
    }

    @OnEachJdk
    void nothingIsLostWhenTheApplicationLogsWhileItEnds(Jdk jdk) throws IOException {
        Path file = folder.resolve("logs.json");
        try (ForkedJvm jvm = start(jdk, file, "running")) {
            Map<String, Long> expected = new HashMap<>(ALL);
            expected.put("running", 1L);
            assertComplete(jvm.terminate(), file, expected);
        }
    }

    @OnEachJdk
    void nothingIsLostWhenHooksAreTheFirstToLog(Jdk jdk) throws IOException {
        Path file = folder.resolve("logs.json");
        try (ForkedJvm jvm = start(jdk, file, "first")) {
            assertComplete(jvm.finish(), file, ALL);
        }
    }

    @OnEachJdk
    void nothingIsLostWhenTheDestinationIsDownMeanwhile(Jdk jdk) throws IOException {
        Path file = LogFile.broken(folder);
        try (ForkedJvm jvm = start(jdk, file, "first")) {
            Run run = jvm.finish();
            LogFile.repair(file);
            assertComplete(run, file, ALL);
        }
    }
}
