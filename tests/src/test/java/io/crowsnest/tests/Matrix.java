package io.crowsnest.tests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The scenarios of {@code matrix.txt}, ready to run. Maven resolves the class paths of all versions in one go, as it does for any
 * project; a scenario is compiled when it is first run.
 */
final class Matrix {

    private static final Path TESTS = Path.of("").toAbsolutePath();
    private static final Path WORK = TESTS.resolve("target/matrix");
    private static final String DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.10.0";

    /** While working on some libraries: {@code -Dcrowsnest.tests.only=tomcat,jetty} runs the scenarios whose names begin so. */
    private static final List<String> ONLY =
            List.of(System.getProperty("crowsnest.tests.only", "").split(",", -1));

    private static final List<MatrixRow> ROWS = MatrixRow.read(TESTS).stream()
            .filter(row -> ONLY.stream().anyMatch(row.scenario()::startsWith))
            .toList();
    private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();

    static {
        resolve();
    }

    private Matrix() {}

    /** A scenario with one version of its library on one JDK. */
    record Case(MatrixRow row, String version, Jdk jdk) {

        /** A JVM that runs the scenario, without the agent so far. */
        ForkedJvm.Builder jvm() {
            List<Path> classPath = new ArrayList<>(List.of(compiled(row)));
            classPath.addAll(libraries(row, version));
            return ForkedJvm.java(jdk).classPath(classPath).run("Main");
        }

        /** For a program that ends after seconds. C2 takes most of them and has not paid by then; with all versions it compiles, too. */
        ForkedJvm.Builder briefJvm() {
            return MatrixRow.ALL ? jvm() : jvm().options("-XX:TieredStopAtLevel=1");
        }

        @Override
        public String toString() {
            return row.scenario() + " " + version + " on " + jdk.version();
        }
    }

    /** All cases that the test of this kind drives. */
    static Stream<Case> cases(String kind) {
        return ROWS.stream().filter(row -> row.kind().equals(kind)).flatMap(Matrix::cases);
    }

    /** In every run the lowest version on the oldest JDK and the newest on the newest; with all versions, each on each. */
    private static Stream<Case> cases(MatrixRow row) {
        List<String> versions = row.versions();
        List<Jdk> jdks = Jdks.all();
        if (!MatrixRow.ALL && versions.size() == 2 && jdks.size() == 2) {
            return Stream.of(new Case(row, versions.get(0), jdks.get(0)), new Case(row, versions.get(1), jdks.get(1)));
        }
        return versions.stream().flatMap(version -> jdks.stream().map(jdk -> new Case(row, version, jdk)));
    }

    private static void resolve() {
        StringBuilder modules = new StringBuilder();
        for (MatrixRow row : ROWS) {
            for (String version : row.versions()) {
                String folder = folder(row, version);
                modules.append("    <module>").append(folder).append("</module>\n");
                StringBuilder dependencies = new StringBuilder();
                row.coordinates(version).forEach(each -> dependencies.append(dependency(each, exclusions(row))));
                write(WORK.resolve(folder).resolve("pom.xml"), """
                        <project xmlns="http://maven.apache.org/POM/4.0.0">
                          <modelVersion>4.0.0</modelVersion>
                          <groupId>matrix</groupId>
                          <artifactId>%s</artifactId>
                          <version>1</version>
                          <packaging>pom</packaging>
                          <dependencies>
                        %s  </dependencies>
                        </project>
                        """.formatted(folder, dependencies));
            }
        }
        String pom = """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>matrix</groupId>
                  <artifactId>matrix</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <modules>
                %s  </modules>
                </project>
                """.formatted(modules);
        write(WORK.resolve("pom.xml"), pom);
        try (ForkedJvm maven = ForkedJvm.command(TESTS.resolve("../mvnw").toString())
                .run("-B", "-q", "-f", WORK.resolve("pom.xml").toString())
                .run(DEPENDENCY_PLUGIN + ":build-classpath", "-Dmdep.outputFile=classpath.txt")
                .run("-Dmdep.pathSeparator=" + File.pathSeparator)
                .start()) {
            Run run = maven.end();
            if (run.exitCode() != 0) {
                throw new IllegalStateException("Maven cannot resolve the matrix:\n" + String.join("\n", run.stdout()));
            }
        }
    }

    private static List<Path> libraries(MatrixRow row, String version) {
        try {
            String classPath =
                    Files.readString(WORK.resolve(folder(row, version)).resolve("classpath.txt"));
            return Stream.of(classPath.strip().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path compiled(MatrixRow row) {
        return COMPILED.computeIfAbsent(row.scenario(), any -> compile(row));
    }

    private static Path compile(MatrixRow row) {
        Path sources = WORK.resolve(folder(row, "sources"));
        Path classes = WORK.resolve(folder(row, "classes"));
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-proc:none", "-nowarn"));
        arguments.addAll(List.of("-d", classes.toString(), "-cp"));
        arguments.add(libraries(row, row.lowest()).stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        try {
            Files.createDirectories(classes);
            for (Path file : sources(row)) {
                String text = Files.readString(file);
                if (!file.toString().endsWith(".java")) {
                    write(classes.resolve(file.getFileName()), text);
                    continue;
                }
                Path copy = sources.resolve(file.getFileName());
                write(
                        copy,
                        row.isJakarta() ? text.replaceAll("\\bjavax\\.(servlet|websocket|ws)\\b", "jakarta.$1") : text);
                arguments.add(copy.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler.run(null, null, null, arguments.toArray(new String[0])) != 0) {
            throw new IllegalStateException(row.scenario() + " does not compile");
        }
        return classes;
    }

    /** What all scenarios of a kind share, those of one folder, and those of the scenario; the last take precedence. */
    private static Collection<Path> sources(MatrixRow row) throws IOException {
        Map<Path, Path> sources = new TreeMap<>();
        Path scenarios = TESTS.resolve("src/scenarios");
        Path own = scenarios.resolve(row.source());
        for (Path scenario : List.of(scenarios.resolve(row.kind()), own.getParent(), own)) {
            if (Files.isDirectory(scenario)) {
                try (Stream<Path> files = Files.list(scenario)) {
                    files.filter(Files::isRegularFile).forEach(file -> sources.put(file.getFileName(), file));
                }
            }
        }
        return sources.values();
    }

    private static String folder(MatrixRow row, String part) {
        return row.scenario().replaceAll("[:/]", "-") + "-" + part;
    }

    private static String dependency(String coordinates, String exclusions) {
        String[] parts = coordinates.split(":", -1);
        return "    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</dependency>\n"
                .formatted(parts[0], parts[1], parts[2], exclusions);
    }

    private static String exclusions(MatrixRow row) {
        return row.without().stream()
                .map(artifact -> artifact.split(":", -1))
                .map(parts -> "<exclusion><groupId>%s</groupId><artifactId>%s</artifactId></exclusion>"
                        .formatted(parts[0], parts[1]))
                .collect(Collectors.joining("", "<exclusions>", "</exclusions>"));
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
