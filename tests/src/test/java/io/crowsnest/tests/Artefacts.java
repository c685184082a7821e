package io.crowsnest.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Where the build has put the agent, the scenarios and the applications from Maven Central. */
final class Artefacts {
    private static final Path APPS = Path.of(System.getProperty("crowsnest.tests.apps"));

    private Artefacts() {}

    static Path agent() {
        return Path.of(System.getProperty("crowsnest.tests.agent")).normalize();
    }

    /** The class that the JVM calls first, by the manifest of the jar. */
    static String premainClass() {
        try (JarFile jar = new JarFile(agent().toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Premain-Class");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path of the tests themselves. */
    static List<Path> tests() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    static Path openTelemetryAgent() {
        return APPS.resolve("opentelemetry-javaagent.jar");
    }

    static Path tomcat() {
        return APPS.resolve(System.getProperty("crowsnest.tests.tomcat"));
    }

    static Path wildfly() {
        return APPS.resolve(System.getProperty("crowsnest.tests.wildfly"));
    }

    /** The scenarios and every library that they use. */
    static List<Path> scenarios() {
        return with(scenarioJar(), jars(APPS.resolve("scenario")));
    }

    /** The scenarios and those of their libraries whose file name starts with one of {@code prefixes}. */
    static List<Path> scenarios(String... prefixes) {
        return with(scenarioJar(), libraries(prefixes));
    }

    static List<Path> libraries(String... prefixes) {
        return jars(APPS.resolve("scenario")).stream()
                .filter(jar -> Stream.of(prefixes).anyMatch(jar.getFileName().toString()::startsWith))
                .toList();
    }

    static List<Path> kafka() {
        return with(scenarioJar(), jars(APPS.resolve("kafka")));
    }

    static List<Path> bulk() {
        return jars(APPS.resolve("bulk"));
    }

    static Path scenarioJar() {
        return Path.of(System.getProperty("crowsnest.tests.scenarios"));
    }

    private static List<Path> with(Path first, List<Path> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
