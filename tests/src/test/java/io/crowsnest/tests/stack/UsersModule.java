package io.crowsnest.tests.stack;

import io.crowsnest.servers.Elasticsearch;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Makes of the distribution that Maven Central has ({@link Elasticsearch}) one that can keep users and roles. Their index asks for
 * parts of a module that is published nowhere; {@code tests/src/node/AnalysisStandIn.java} has them.
 */
final class UsersModule {

    private static final String DESCRIPTOR = """
            description=What the index of users and roles wants of the module analysis-common
            name=analysis-stand-in
            version=%1$s
            elasticsearch.version=%1$s
            java.version=17
            classname=io.crowsnest.node.AnalysisStandIn
            """;

    private UsersModule() {}

    /** A copy of the distribution, with the module. */
    static Path addTo(Path distribution, Path directory) throws IOException {
        Path copy = Files.copy(distribution, directory.resolve("elasticsearch.zip"));
        try (FileSystem zip = FileSystems.newFileSystem(copy)) {
            Path home = only(zip.getPath("/"), "elasticsearch-");
            String version = home.getFileName().toString().replaceAll("elasticsearch-|/", "");
            Path module = Files.createDirectories(home.resolve("modules/analysis-stand-in"));
            Files.writeString(module.resolve("plugin-descriptor.properties"), DESCRIPTOR.formatted(version));
            Path classes = compile(home.resolve("lib"), directory);
            try (OutputStream file = Files.newOutputStream(module.resolve("analysis-stand-in.jar"));
                    JarOutputStream jar = new JarOutputStream(file);
                    Stream<Path> all = Files.walk(classes)) {
                for (Path each : all.filter(Files::isRegularFile).toList()) {
                    jar.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                    Files.copy(each, jar);
                }
            }
        }
        return copy;
    }

    private static Path compile(Path libraries, Path directory) throws IOException {
        Path unpacked = Files.createDirectories(directory.resolve("lib"));
        StringJoiner classPath = new StringJoiner(File.pathSeparator);
        for (String prefix : List.of("elasticsearch-", "lucene-")) {
            try (Stream<Path> jars = Files.list(libraries)) {
                for (Path jar : jars.filter(
                                each -> each.getFileName().toString().startsWith(prefix))
                        .toList()) {
                    Path copy = unpacked.resolve(jar.getFileName().toString());
                    Files.copy(jar, copy);
                    classPath.add(copy.toString());
                }
            }
        }
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        classPath.toString(),
                        Path.of("src/node/AnalysisStandIn.java").toString());
        if (exit != 0) {
            throw new IOException("AnalysisStandIn.java doesn't compile against this Elasticsearch");
        }
        return classes;
    }

    private static Path only(Path directory, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
