package io.crowsnest.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that runs as another process, with its output in a file. */
final class ServerProcess {

    private static final long POLL_MILLIS = 50;
    private static final int LINES_TO_SHOW = 20;

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command} as {@code account} in {@code directory} with exactly these environment variables. */
    static ServerProcess start(
            String name, ServerAccount account, List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(account.command(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        // What the caller has there (JAVA_TOOL_OPTIONS, ES_JAVA_OPTS, PGDATA ...) is not meant for this server.
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        builder.environment().putAll(environment);
        return new ServerProcess(name, builder.start(), log);
    }

    /** A condition that may not be met yet. */
    interface Condition {
        boolean isMet() throws IOException, InterruptedException;
    }

    /**
     * Waits until the server is ready.
     *
     * @throws IOException with the end of the server's log if it ends before or takes longer than {@code patience}
     */
    void awaitReady(Duration patience, Condition ready) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!ready.isMet()) {
                if (!process.isAlive()) {
                    throw new IOException(
                            name + " ended with code " + process.exitValue() + " at its start:\n" + logEnd());
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException(name + " isn't ready after " + patience.toSeconds() + " s:\n" + logEnd());
                }
                process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " was starting", interrupted);
        }
    }

    /** Waits for a program that ends by itself, and ends it if it takes longer. */
    void awaitSuccess(Duration patience) throws IOException {
        try {
            awaitReady(patience, () -> !process.isAlive() && process.exitValue() == 0);
        } finally {
            stop(patience);
        }
    }

    /** Asks the server to end, waits, and ends it by force with all its children when it doesn't. */
    void stop(Duration patience) {
        // An interrupted thread too must leave no process behind.
        boolean interrupted = Thread.interrupted();
        try {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            children.forEach(ProcessHandle::destroyForcibly);
            process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            interrupted = true;
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the server and all its children at once, as a crash does. */
    void kill() {
        // The children first: a launcher that sees its server die does things of its own.
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    /** Sends a signal, such as {@code STOP}, to the server and all its children. */
    void signal(String name) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$@\"", "kill", name));
        process.descendants().forEach(child -> command.add(String.valueOf(child.pid())));
        command.add(String.valueOf(process.pid()));
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IOException("cannot send " + name + " to " + this.name);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending " + name + " to " + this.name, interrupted);
        }
    }

    private String logEnd() throws IOException {
        List<String> lines =
                Files.readString(log, StandardCharsets.UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_TO_SHOW), lines.size()));
    }
}
