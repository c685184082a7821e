package io.crowsnest.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A file that is a destination of log events, and a way to make it one that is down. */
final class LogFile {
    private LogFile() {}

    /** The documents in it and in those that it was before, the oldest first; none if there is no file. */
    static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int age = 5; age >= 0; age--) {
            Path part = age == 0 ? file : file.resolveSibling(file.getFileName() + "." + age);
            if (Files.exists(part)) {
                try (Stream<String> all = Files.lines(part)) {
                    all.forEach(lines::add);
                }
            }
        }
        return lines;
    }

    /** A file that nothing can be written to until {@link #repair}: where its folder should be there is something else. */
    static Path broken(Path folder) throws IOException {
        return Files.createFile(folder.resolve("delivered")).resolve("logs.json");
    }

    static void repair(Path broken) throws IOException {
        Files.delete(broken.getParent());
    }
}
