package io.crowsnest.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One process of a test, usually a JVM: started, watched, stopped. Closing it ends it at once. */
final class ForkedJvm implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration AGENT_LIMIT = Duration.ofSeconds(20);
    private static final Pattern METRICS_URL = Pattern.compile("\\[crowsnest] INFO .*metrics.* url=(http://\\S+)");

    private final Process process;
    private final Instant started;
    private final Output stdout;
    private final Output stderr;

    private ForkedJvm(Process process, Instant started) {
        this.process = process;
        this.started = started;
        stdout = new Output("stdout of " + process.pid(), process.getInputStream());
        stderr = new Output("stderr of " + process.pid(), process.getErrorStream());
    }

    static Builder java(Jdk jdk) {
        return command(jdk.command("java"));
    }

    static Builder command(String executable) {
        return new Builder(executable);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until a line of standard output contains {@code pattern}. */
    Matcher awaitStdout(String pattern) {
        return await(stdout, Pattern.compile(pattern), LIMIT);
    }

    /** The lines of standard output so far. */
    List<String> stdout() {
        return stdout.lines();
    }

    Matcher awaitStderr(String pattern) {
        return await(stderr, Pattern.compile(pattern), LIMIT);
    }

    /** Waits until the agent says where it serves metrics. */
    URI awaitMetrics() {
        return URI.create(await(stderr, METRICS_URL, AGENT_LIMIT).group(1));
    }

    /** Writes a byte to the standard input, for which a scenario waits before its next step. */
    void goOn() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the standard input, which ends a scenario, and waits for the end. */
    Run finish() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return end();
    }

    /** Asks the process to stop, as an operator would (SIGTERM), and waits for the end. */
    Run terminate() {
        // Process.destroy would also close the streams, and with them the last words of the process.
        process.toHandle().destroy();
        return end();
    }

    /** Waits for the end of a process that ends by itself. */
    Run end() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running after " + LIMIT + "\n" + output());
            }
            Duration duration = Duration.between(started, Instant.now());
            return new Run(process.exitValue(), stdout.toEnd(), stderr.toEnd(), duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            // It keeps its locks for as long as the system takes to end it, which a disk that is busy can hold up.
            process.destroyForcibly().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Matcher await(Output output, Pattern pattern, Duration limit) {
        return output.await(pattern, limit)
                .orElseThrow(() -> new AssertionError("no line with " + pattern + "\n" + output()));
    }

    private String output() {
        return "--- stdout\n" + String.join("\n", stdout.lines()) + "\n--- stderr\n"
                + String.join("\n", stderr.lines());
    }

    /** The command line and the environment of a process to be. */
    static final class Builder {
        private final String executable;
        private final List<String> options = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Path folder = Path.of("").toAbsolutePath();

        private Builder(String executable) {
            this.executable = executable;
        }

        Builder options(String... values) {
            options.addAll(List.of(values));
            return this;
        }

        /** Attaches the agent with {@code settings}, each {@code key=value}, on a port that nobody else uses. */
        Builder agent(String... settings) {
            List<String> all = new ArrayList<>(List.of("prometheus.port=0"));
            all.addAll(List.of(settings));
            return agentJar(Artefacts.agent(), String.join(",", all));
        }

        /** Attaches the agent {@code jar} with the text {@code argument}, which may be empty. */
        Builder agentJar(Path jar, String argument) {
            return options("-javaagent:" + jar + (argument.isEmpty() ? "" : "=" + argument));
        }

        Builder classPath(List<Path> entries) {
            return options("-cp", entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        }

        /** The main class, or whatever comes first after the options, and its arguments. */
        Builder run(String... values) {
            arguments.addAll(List.of(values));
            return this;
        }

        Builder run(Class<?> main, String... values) {
            return run(main.getName()).run(values);
        }

        Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Builder in(Path workingFolder) {
            folder = workingFolder;
            return this;
        }

        ForkedJvm start() {
            List<String> line = new ArrayList<>(List.of(executable));
            line.addAll(options);
            line.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
            // The caller's own settings must not reach the test.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.matches("(CROWSNEST|OTEL|DD|AWS)_.*|J.*_OPTIONS|CLASSPATH"));
            try {
                // What earlier tests have left on disk must not, either.
                builder.environment()
                        .put("XDG_STATE_HOME", Folders.temporary("state").toString());
                builder.environment().putAll(environment);
                Instant started = Instant.now();
                return new ForkedJvm(builder.start(), started);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
