package io.crowsnest.benchmarks;

import io.crowsnest.servers.ServerDirectory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM that is measured, with its output in files. */
final class ForkedJvm implements AutoCloseable {

    private static final Pattern CROWSNEST_URL = Pattern.compile("\\[crowsnest] INFO metrics url=(\\S+)");
    private static final long PATIENCE_SECONDS = 120;
    private static final long POLL_MILLIS = 5;

    private final Process process;
    private final Path out;
    private final Path err;
    private final Path state;
    private final long startNanos;
    private final BufferedWriter in;

    private ForkedJvm(Process process, Path out, Path err, Path state, long startNanos) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.state = state;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.startNanos = startNanos;
    }

    /**
     * Starts {@code java} of a JDK.
     *
     * @param directory where it runs and where its output goes; that of the last run is overwritten
     */
    static ForkedJvm start(Path javaHome, Path directory, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(arguments);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // Options of the caller's shell would attach agents and change heaps that nobody asked for here.
        builder.environment().keySet().removeIf(ForkedJvm::changesTheJvm);
        // Each run is alone: nothing of an earlier one is delivered in it.
        Path state = Files.createTempDirectory(directory, "state");
        builder.environment().put("XDG_STATE_HOME", state.toString());
        long start = System.nanoTime();
        return new ForkedJvm(builder.start(), out, err, state, start);
    }

    private static boolean changesTheJvm(String variable) {
        return List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS").contains(variable)
                || variable.matches("(CROWSNEST|OTEL|ELASTIC_APM|DD)_.*");
    }

    long pid() {
        return process.pid();
    }

    /** When it was started, on the clock of {@link System#nanoTime}, which all processes of a Linux machine share. */
    long startNanos() {
        return startNanos;
    }

    /** Gives it a line on standard input. */
    void tell(String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }

    /** Waits for the first line of standard output that {@code form} matches as a whole, and returns it. */
    Matcher awaitLine(Pattern form) throws IOException, InterruptedException {
        return await(out, form);
    }

    /** Waits until Crowsnest has said where its metrics are. */
    String awaitCrowsnestUrl() throws IOException, InterruptedException {
        return await(err, CROWSNEST_URL).group(1);
    }

    private Matcher await(Path file, Pattern form) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Matcher matcher = form.matcher(Files.readString(file, StandardCharsets.UTF_8));
            if (matcher.find()) {
                return matcher;
            }
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw failure("no line like " + form);
            }
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Lets time pass. */
    void live(long millis) throws IOException, InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw failure("ended too early");
        }
    }

    /** Waits for its end and returns its standard output. */
    List<String> awaitEnd() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw failure("did not end well");
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }

    /** An exception with the end of what the JVM said. */
    IOException failure(String what) throws IOException {
        String said = Files.readString(err, StandardCharsets.UTF_8) + Files.readString(out, StandardCharsets.UTF_8);
        return new IOException(what + "; the JVM said: " + said.substring(Math.max(0, said.length() - 2_000)));
    }

    /** Ends it, and waits until it is gone, so that the next variant has the machine for itself. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        ServerDirectory.delete(state);
    }
}
