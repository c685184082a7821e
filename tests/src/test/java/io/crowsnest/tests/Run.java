package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What came out of a process that has ended.
 *
 * @param duration from its start to its end
 */
record Run(int exitCode, List<String> stdout, List<String> stderr, Duration duration) {
    private static final Pattern AGENT_LINE = Pattern.compile("\\[crowsnest] (INFO|WARN|ERROR) \\S.*");
    private static final Pattern JVM_WARNING =
            Pattern.compile("^WARNING: |VM warning: |sun\\.misc\\.Unsafe|Sharing is only supported", Pattern.MULTILINE);

    /** What the agent has written. */
    List<String> agentLines() {
        return stderr.stream().filter(line -> line.startsWith("[crowsnest]")).toList();
    }

    /** What the application and the JVM have written to standard error. */
    List<String> foreignStderr() {
        return stderr.stream().filter(line -> !line.startsWith("[crowsnest]")).toList();
    }

    /** The agent kept to its place: at most six lines of its form on standard error, nothing on standard output. */
    Run assertAgentIsQuiet() {
        assertThat(agentLines()).hasSizeLessThanOrEqualTo(6).allMatch(AGENT_LINE.asMatchPredicate());
        assertThat(stdout).noneMatch(line -> line.contains("crowsnest]"));
        return this;
    }

    Run assertNoJvmWarning() {
        assertThat(stderr).noneMatch(JVM_WARNING.asPredicate());
        return this;
    }

    /** Exit code and output are those of {@code bare}, the same run without the agent; only the agent's lines are added. */
    Run assertSameAs(Run bare) {
        assertThat(exitCode).isEqualTo(bare.exitCode);
        assertThat(normalised(stdout)).as("stdout").containsExactlyInAnyOrderElementsOf(normalised(bare.stdout));
        assertThat(normalised(foreignStderr()))
                .as("stderr")
                .containsExactlyInAnyOrderElementsOf(normalised(bare.stderr));
        return assertAgentIsQuiet();
    }

    /**
     * The different lines, sorted, without what differs from run to run: numbers, random names, the order of threads. Some
     * applications print the options they were started with; the agent's is no change of output.
     */
    private static Set<String> normalised(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.contains("-javaagent:"))
                .map(line -> line.replaceAll("[A-Za-z0-9_-]{22}(?=[ ,.)\\]]|$)", "<id>")
                        .replaceAll("@[0-9a-f]+", "@#")
                        // With separators: whether it took a second must make no difference.
                        .replaceAll("[0-9]+(,[0-9]{3})*", "#"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
