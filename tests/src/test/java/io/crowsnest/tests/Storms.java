package io.crowsnest.tests;

import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processes that log as {@link LogStorm} does, and what they leave. */
final class Storms {
    private Storms() {}

    /**
     * One that is about to start.
     *
     * @param folder where it writes down, in a file with its name, what it has logged
     * @param rate events in a second
     * @param characters length of an event
     */
    static ForkedJvm.Builder storm(Jdk jdk, Path folder, String run, int rate, int characters, String... settings) {
        return ForkedJvm.java(jdk)
                .options("-Xmx64m")
                .agent(settings)
                .classPath(Artefacts.scenarios())
                .run(
                        LogStorm.class,
                        folder.resolve(run).toString(),
                        run,
                        Integer.toString(rate),
                        Integer.toString(characters));
    }

    /** Delivers what is left below a folder into a file. */
    static Run drain(Path root, Path file) {
        return JarCommand.run(Jdks.all().get(0), "drain", root.toString(), "logs.file=" + file);
    }

    /** Bytes of all files below a folder, also while processes make and delete some. */
    static long size(Path root) {
        return files(root).stream().mapToLong(each -> each.toFile().length()).sum();
    }

    /** The files in a folder that others work in; none if there is no such folder. */
    static List<Path> files(Path root) {
        while (true) {
            try (Stream<Path> files = Files.exists(root) ? Files.walk(root) : Stream.empty()) {
                return files.filter(Files::isRegularFile).toList();
            } catch (IOException | UncheckedIOException e) {
                // Something was deleted in the middle of it.
            }
        }
    }

    /** The documents in a file that say how many events were given up. */
    static List<String> reports(Path file) {
        try {
            return LogFile.lines(file).stream()
                    .filter(line -> line.contains("log events were given up"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
