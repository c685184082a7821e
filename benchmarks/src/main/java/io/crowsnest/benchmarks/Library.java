package io.crowsnest.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/**
 * A library of metrics in one version.
 *
 * @param id of the raw figures, and the folder in {@code benchmarks/libraries} whose POM has the versions
 * @param title in the table
 * @param api as {@code MetricLibrary.of} knows it
 */
record Library(String id, String title, String api) {

    /** Compared with all others. */
    static final Library CROWSNEST = new Library("crowsnest", "Crowsnest", "crowsnest");

    static final List<Library> ALL = List.of(
            CROWSNEST,
            new Library("micrometer", "Micrometer", "micrometer"),
            new Library("micrometer-next", "Micrometer, next", "micrometer"),
            new Library("opentelemetry", "OpenTelemetry SDK", "opentelemetry"));

    /** Where the build puts what it needs, and nothing that another library wants in another version. */
    Path jars(Path root) {
        return root.resolve("benchmarks/libraries").resolve(id).resolve("target/lib");
    }

    /** For {@code java -cp}: the benchmarks and the library. */
    String classPath(Path root) {
        return root.resolve("benchmarks/target/classes")
                + File.pathSeparator
                + jars(root).resolve("*");
    }
}
