package io.crowsnest.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds Java installations on this machine. */
final class JavaHomes {

    private JavaHomes() {}

    /**
     * This JVM's own installation, or another one of the same or a newer version if {@code account} can't reach it: one
     * below a home directory is closed to others.
     */
    static Path runnableBy(ServerAccount account) throws IOException {
        return runnableBy(account, Runtime.version().feature());
    }

    /** An installation of this version or a newer one. */
    static Path runnableBy(ServerAccount account, int wanted) throws IOException {
        for (Path home : candidates()) {
            Optional<Integer> version = version(home);
            if (version.isPresent()
                    && version.get() >= wanted
                    && account.canRun(home.resolve("bin/java"), "-version")) {
                return home;
            }
        }
        throw new IOException("no Java " + wanted + " or newer that the servers' account can run; this one is at "
                + System.getProperty("java.home"));
    }

    private static List<Path> candidates() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        List<Path> homes = new ArrayList<>(List.of(own));
        Path siblings = own.getParent();
        for (Path parent : siblings == null
                ? List.of(Path.of("/usr/lib/jvm"))
                : List.of(siblings, Path.of("/usr/lib/jvm"), Path.of("/opt"))) {
            if (Files.isDirectory(parent)) {
                try (Stream<Path> entries = Files.list(parent)) {
                    entries.sorted().forEach(homes::add);
                }
            }
        }
        return homes;
    }

    /** The feature version from the installation's {@code release} file, if it is one. */
    private static Optional<Integer> version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return Optional.empty();
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION=\""))
                .map(line -> line.substring("JAVA_VERSION=\"".length(), line.length() - 1))
                .map(version -> Runtime.Version.parse(version.startsWith("1.") ? version.substring(2, 3) : version))
                .map(Runtime.Version::feature)
                .findFirst();
    }
}
