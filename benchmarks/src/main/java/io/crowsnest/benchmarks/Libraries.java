package io.crowsnest.benchmarks;

import io.crowsnest.benchmarks.libraries.HeapOfSeries;
import io.crowsnest.servers.ServerDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Started by {@code benchmarks/run --libraries}: measures libraries of metrics in turn, A B C D A B C D, each with a class path of its
 * own, then writes a table and the raw figures.
 */
public final class Libraries {

    private static final int ROUNDS = 2;

    /** The same for all, so that collections cost each of them what its garbage is. */
    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    /** Buffers of threads, megabytes each, would count as used. */
    private static final List<String> HEAP_JVM = List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:-UseTLAB");

    /** What JMH is told for a run that shows that all works. */
    private static final List<String> QUICK = List.of("-wi", "1", "-w", "100ms", "-i", "1", "-r", "100ms");

    /** The jars whose version is the library's. */
    private static final Map<String, String> NAMED = Map.of(
            "micrometer", "micrometer-core-",
            "micrometer-next", "micrometer-core-",
            "opentelemetry", "opentelemetry-sdk-metrics-");

    private static final String CLIENT = "prometheus-metrics-model-";

    private final Path root;
    private final boolean quick;
    private final Path directory;
    private final LibraryTable table = new LibraryTable();

    private Libraries(Path root, boolean quick, Path directory) {
        this.root = root;
        this.quick = quick;
        this.directory = directory;
    }

    /** The checkout, and {@code quick} for a run whose figures say nothing. */
    public static void main(String[] arguments) throws Exception {
        Path directory = ServerDirectory.temporary();
        try {
            new Libraries(
                            Path.of(arguments[0]).toAbsolutePath().normalize(),
                            arguments.length > 1 && arguments[1].equals("quick"),
                            directory)
                    .run();
        } finally {
            ServerDirectory.delete(directory);
        }
    }

    private void run() throws IOException, InterruptedException {
        double loadBefore = Machine.load();
        int rounds = quick ? 1 : ROUNDS;
        for (int round = 1; round <= rounds; round++) {
            table.add(round, Library.CROWSNEST, jmh(Library.CROWSNEST, "AtomicStepBenchmark", 1));
            for (Library library : Library.ALL) {
                System.out.println("round " + round + "/" + rounds + " " + library.id());
                table.add(round, library, jmh(library, "RecordBenchmark", 1));
                table.add(round, library, jmh(library, "RecordBenchmark", 2));
                table.add(round, library, jmh(library, "ScrapeBenchmark", 1));
                table.add(round, library, jmh(library, "LargeScrapeBenchmark", 1));
                table.add(round, library, heap(library));
            }
        }
        write(rounds, loadBefore);
    }

    private List<LibrarySample> jmh(Library library, String benchmark, int threads)
            throws IOException, InterruptedException {
        Path csv = directory.resolve(library.id() + "-" + benchmark + "-" + threads + ".csv");
        List<String> arguments = new ArrayList<>(List.of(
                "org.openjdk.jmh.Main",
                "\\.libraries\\." + benchmark + "\\.",
                "-p",
                "library=" + library.api(),
                "-t",
                Integer.toString(threads),
                "-prof",
                "gc",
                "-foe",
                "true",
                "-jvmArgs",
                String.join(" ", JVM),
                "-rf",
                "csv",
                "-rff",
                csv.toString()));
        if (quick) {
            arguments.addAll(QUICK);
        }
        java(library, List.of("-Xmx64m"), arguments);
        return LibrarySample.ofJmh(Files.readAllLines(csv, StandardCharsets.UTF_8));
    }

    private List<LibrarySample> heap(Library library) throws IOException, InterruptedException {
        return LibrarySample.ofHeap(java(library, HEAP_JVM, List.of(HeapOfSeries.class.getName(), library.api())));
    }

    /** What a JVM that ended well has said. */
    private List<String> java(Library library, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", library.classPath(root)));
        command.addAll(arguments);
        File said = directory.resolve("said").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroy();
        }
        List<String> lines = Files.readAllLines(said.toPath(), StandardCharsets.UTF_8);
        if (code != 0) {
            throw new IOException(
                    library.id() + ": " + arguments.get(0) + " ended with " + code + "\n" + String.join("\n", lines));
        }
        return lines;
    }

    private void write(int rounds, double loadBefore) throws IOException, InterruptedException {
        Path javaHome = Path.of(System.getProperty("java.home"));
        String day = LocalDate.now(ZoneOffset.UTC).toString();
        String name = day + "-jdk" + Runtime.version().feature() + "-libraries" + (quick ? "-quick" : "");
        List<String> lines = new ArrayList<>(List.of("# Libraries of metrics, side by side, " + day, ""));
        lines.addAll(Machine.describe(javaHome));
        lines.add(
                String.format(Locale.ROOT, "- Load average before and after: %.1f, %.1f", loadBefore, Machine.load()));
        lines.add("- Rounds: " + rounds + "; JVM: `" + String.join(" ", JVM) + "`"
                + (quick ? "; **quick: shows that it works, its figures say nothing**" : ""));
        lines.addAll(
                List.of("", "`benchmarks/run --libraries`; what is measured is said in `benchmarks/README.md`.", ""));
        lines.addAll(table.markdown(versions()));
        Path folder = Files.createDirectories(root.resolve(quick ? "benchmarks/target" : "benchmarks/results"));
        Files.write(folder.resolve(name + ".md"), lines, StandardCharsets.UTF_8);
        Files.write(folder.resolve(name + ".csv"), table.csv(), StandardCharsets.UTF_8);
        System.out.println("written: " + root.relativize(folder.resolve(name)) + ".md and .csv");
    }

    private Map<String, String> versions() throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Library library : Library.ALL) {
            String named = NAMED.get(library.id());
            if (named != null) {
                versions.put(library.id(), version(library, named) + ", client " + version(library, CLIENT));
            }
        }
        return versions;
    }

    private String version(Library library, String jar) throws IOException {
        try (Stream<Path> jars = Files.list(library.jars(root))) {
            return jars.map(each -> each.getFileName().toString())
                    .filter(each -> each.startsWith(jar))
                    .map(each -> each.substring(jar.length(), each.length() - ".jar".length()))
                    .findFirst()
                    .orElse("");
        }
    }
}
