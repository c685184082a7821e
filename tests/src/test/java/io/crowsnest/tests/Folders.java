package io.crowsnest.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders of tests. */
final class Folders {
    private Folders() {}

    /** A new folder that goes with the build's output. */
    static Path temporary(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target", "temporary")), name)
                .toAbsolutePath();
    }

    /** Copies the configuration of an application to where the test may change it. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }
}
