package io.crowsnest.demo;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo service in a JVM of its own, with its output in files. */
final class Shop implements AutoCloseable {

    /** 8080 is what is written everywhere. */
    static final PortRange PORTS = new PortRange(8080, 50);

    private static final Pattern METRICS_LINE =
            Pattern.compile("^\\[crowsnest] INFO metrics url=(\\S+)", Pattern.MULTILINE);

    private final Process process;
    private final Path directory;
    private final int port;

    private Shop(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts the service; {@link #awaitAnswer} waits for it.
     *
     * @param port a free one on loopback
     * @param jvmOptions the agent and its settings, or nothing
     * @param directory where its output goes
     */
    static Shop start(Path jar, int port, List<String> jvmOptions, String jdbcUrl, Path directory) throws IOException {
        return start(jar, port, jvmOptions, jdbcUrl, directory, Map.of());
    }

    /**
     * The same on a host of another name, for instance.
     *
     * @param environment variables that are added to ours
     */
    static Shop start(
            Path jar,
            int port,
            List<String> jvmOptions,
            String jdbcUrl,
            Path directory,
            Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "--server.port=" + port,
                "--spring.datasource.url=" + jdbcUrl,
                "--logging.file.name=" + directory.resolve("shop.log"),
                "--logging.pattern.file=" + LogEvent.FILE_PATTERN));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(directory.resolve("shop.out").toFile())
                .redirectError(directory.resolve("shop.err").toFile());
        // Options of the caller's shell would print lines and attach agents that nobody asked for here.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        return new Shop(builder.start(), directory, port);
    }

    int port() {
        return port;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the service answers {@code traffic}. */
    void awaitAnswer(Traffic traffic, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!traffic.knock()) {
            if (!process.isAlive()) {
                throw new IOException("the shop ended with code " + process.exitValue() + " at its start:\n"
                        + standardError() + standardOutput());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the shop doesn't answer after " + patience.toSeconds() + " s; its output is in " + directory);
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    /** Where the agent serves metrics, as it says on standard error; empty if it hasn't said so. */
    Optional<URI> metrics() throws IOException {
        Matcher line = METRICS_LINE.matcher(standardError());
        return line.find() ? Optional.of(URI.create(line.group(1))) : Optional.empty();
    }

    Path logFile() {
        return directory.resolve("shop.log");
    }

    String standardOutput() throws IOException {
        return Files.readString(directory.resolve("shop.out"), StandardCharsets.UTF_8);
    }

    String standardError() throws IOException {
        return Files.readString(directory.resolve("shop.err"), StandardCharsets.UTF_8);
    }

    /** Asks the service to end, as an operator would, and returns its exit code. */
    int stop(Duration patience) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the shop is still there " + patience.toSeconds() + " s after SIGTERM");
        }
        return process.exitValue();
    }

    /** Ends the service if it still runs. */
    @Override
    public void close() {
        // The demo's own end may have interrupted this thread; the shop must end before its servers all the same.
        boolean interrupted = Thread.interrupted();
        try {
            stop(Duration.ofSeconds(15));
        } catch (IOException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException again) {
            interrupted = true;
            process.destroyForcibly();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
