package io.crowsnest.tests;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs that the tests run on: 17, the baseline, and 25, the newest long-term release, as far as they are installed. */
final class Jdks {
    private static final List<Integer> WANTED = List.of(17, 25);
    private static final Map<Integer, Jdk> FOUND = discover();

    private Jdks() {}

    /** Those that are wanted and installed; at least one, since the build itself runs on a JDK. */
    static List<Jdk> all() {
        List<Jdk> wanted = FOUND.values().stream()
                .filter(jdk -> WANTED.contains(jdk.version()))
                .toList();
        return wanted.isEmpty() ? List.copyOf(FOUND.values()) : wanted;
    }

    static Optional<Jdk> find(int version) {
        return Optional.ofNullable(FOUND.get(version));
    }

    private static Map<Integer, Jdk> discover() {
        Map<Integer, Jdk> found = new TreeMap<>();
        candidates().forEach(home -> read(home).ifPresent(jdk -> found.putIfAbsent(jdk.version(), jdk)));
        for (int version : WANTED) {
            if (!found.containsKey(version)) {
                System.out.println("No JDK " + version + " found: the tests run without it. Set JAVA_HOME_" + version
                        + " to its home to run them on it too.");
            }
        }
        return found;
    }

    private static Stream<Path> candidates() {
        Path running = Path.of(System.getProperty("java.home"));
        Stream<Path> named = System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
                .map(variable -> Path.of(variable.getValue()));
        Stream<Path> parents = Stream.of(
                running.getParent(),
                Path.of("/usr/lib/jvm"),
                Path.of("/opt/java"),
                Path.of("/opt"),
                Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"),
                Path.of(System.getProperty("user.home"), ".jdks"));
        return Stream.concat(Stream.concat(Stream.of(running), named), parents.flatMap(Jdks::children));
    }

    private static Stream<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the version from the {@code release} file that every JDK carries; empty if there is no complete JDK. */
    private static Optional<Jdk> read(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        String feature = version.startsWith("1.") ? version.substring(2) : version;
        feature = feature.split("[^0-9]", 2)[0];
        return feature.isEmpty() ? Optional.empty() : Optional.of(new Jdk(Integer.parseInt(feature), home));
    }
}
