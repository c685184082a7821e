package io.crowsnest.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of {@code matrix.txt}.
 *
 * @param kind which test drives the scenario
 * @param scenario its name, with its variant
 * @param hooks the instrumentation that it proves
 * @param library {@code group:artifact}, or {@code -} for the JDK itself
 * @param lowest version that is supported, against which the scenario is compiled
 * @param between other versions, for the profile that runs all
 * @param newest version, from {@code matrix.lock}
 * @param with coordinates of what else the scenario needs; the version {@code =} is that of the library
 * @param without {@code group:artifact} of what the others would bring, and is left out
 */
record MatrixRow(
        String kind,
        String scenario,
        String hooks,
        String library,
        String lowest,
        List<String> between,
        String newest,
        List<String> with,
        List<String> without) {

    static final boolean ALL = Boolean.getBoolean("crowsnest.tests.matrix");

    static List<MatrixRow> read(Path folder) {
        Map<String, String> lock = new TreeMap<>();
        lines(folder.resolve("matrix.lock")).forEach(line -> {
            String[] columns = line.strip().split("\\s+", -1);
            lock.put(columns[0], columns[1]);
        });
        return lines(folder.resolve("matrix.txt")).map(line -> row(line, lock)).toList();
    }

    private static MatrixRow row(String line, Map<String, String> lock) {
        String[] columns = Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
        if (columns.length != 7) {
            throw new IllegalArgumentException("matrix.txt: seven columns are expected: " + line);
        }
        String newest = lock.get(columns[1]);
        if (newest == null) {
            throw new IllegalArgumentException("matrix.lock has no newest version of " + columns[1]);
        }
        Map<Boolean, List<String>> with =
                words(columns[6]).stream().collect(Collectors.partitioningBy(word -> !word.startsWith("-")));
        return new MatrixRow(
                columns[0],
                columns[1],
                columns[2],
                columns[3],
                columns[4],
                words(columns[5]),
                newest,
                with.get(true),
                with.get(false).stream().map(word -> word.substring(1)).toList());
    }

    /** The versions to run now. */
    List<String> versions() {
        return ALL ? allVersions() : Stream.of(lowest, newest).distinct().toList();
    }

    List<String> allVersions() {
        return Stream.of(List.of(lowest), between, List.of(newest))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** What the scenario runs with in this version: {@code group:artifact:version}. */
    List<String> coordinates(String version) {
        List<String> all = new ArrayList<>();
        if (!library.equals("-")) {
            all.add(library + ":" + version);
        }
        with.forEach(each -> all.add(each.endsWith(":=") ? each.substring(0, each.length() - 1) + version : each));
        return all;
    }

    /** Whether the scenario's library is this one; that of a JDK's own is the JDK. */
    boolean isOf(String hooked) {
        return library.equals(hooked) || library.equals("-");
    }

    String artifact() {
        return library.replaceFirst(".*:", "");
    }

    /** The folder below {@code src/scenarios}. */
    String source() {
        return scenario.split(":", 2)[0];
    }

    boolean isJakarta() {
        return scenario.endsWith(":jakarta");
    }

    private static List<String> words(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split("\\s+", -1));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.isBlank() && !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
