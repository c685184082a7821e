package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises a newcomer, done as it says. */
class ReadmeIT {

    private static final int MOST_COMMANDS = 5;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void few_commands_lead_to_metrics_of_an_application() throws Exception {
        Command.assumeInstalled("curl");
        List<String> commands = quickStart();
        assertThat(commands).hasSizeLessThanOrEqualTo(MOST_COMMANDS);
        // The first builds the jar, which this build has done.
        assertThat(commands.get(0)).startsWith("./mvnw ").contains("-pl agent/dist -am");
        Path jar = directory.resolve("agent/dist/target/crowsnest-agent.jar");
        Files.createDirectories(jar.getParent());
        Files.copy(Project.AGENT, jar);
        Application.jar(directory.resolve("app.jar"));

        long begin = System.nanoTime();
        Process application = shell(commands.get(1)).start();
        try (BufferedReader err = application.errorReader()) {
            // Another port than the README's where that one is taken, for which curl is told.
            String url = err.lines()
                    .map(Pattern.compile(" metrics url=(\\S+)")::matcher)
                    .filter(Matcher::find)
                    .map(line -> line.group(1))
                    .findFirst()
                    .orElseThrow();
            String curl = commands.get(2).replace("localhost:9464/metrics", url);

            Command.Result metrics = Command.run(directory, Map.of(), "sh", "-c", curl);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONGEST);
            assertThat(metrics.exitCode()).isZero();
            assertThat(metrics.output()).contains("jvm_memory_used_bytes{", "crowsnest_build_info{");
        } finally {
            application.destroy();
        }
    }

    /** The first block of the README that attaches the agent, without comments. */
    private static List<String> quickStart() throws IOException {
        String readme = Files.readString(Project.ROOT.resolve("README.md"));
        Matcher block = Pattern.compile("```\\n([^`]*?-javaagent:[^`]*?)```").matcher(readme);
        assertThat(block.find()).isTrue();
        return block.group(1).lines().map(line -> line.replaceAll(" +#.*", "")).toList();
    }

    private ProcessBuilder shell(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "exec " + command).directory(directory.toFile());
        builder.environment().put("CROWSNEST_PROMETHEUS_PORT", "0");
        return builder;
    }
}
