package io.crowsnest.benchmarks;

import io.crowsnest.benchmarks.programs.LoadClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What an agent adds to the loading of classes that it doesn't care for: those of Spring and Jackson. */
final class ClassMeasure {

    /** Libraries of the demo service into which Crowsnest has no hooks, so every class of them is an unmatched one. */
    private static final Pattern LIBRARIES = Pattern.compile(
            "BOOT-INF/lib/((spring-(core|beans|context|aop|expression|jdbc|tx|boot)|jackson-)[^/]*\\.jar)");

    private static final Pattern LOADED = Pattern.compile("^loaded (\\d+) (\\d+) (\\d+)$", Pattern.MULTILINE);
    private static final Pattern DEFINED = Pattern.compile("^defined (\\d+) (\\d+) (\\d+)$", Pattern.MULTILINE);
    private static final int MOST_CLASSES = 3_000;

    private final Path javaHome;
    private final Path classes;
    private final Path directory;
    private final Path libraries;
    private final Path names;

    private ClassMeasure(Path javaHome, Path classes, Path directory, Path libraries, Path names) {
        this.javaHome = javaHome;
        this.classes = classes;
        this.directory = directory;
        this.libraries = libraries;
        this.names = names;
    }

    /** Unpacks the libraries and finds out, without an agent, which of their classes can be loaded. */
    static ClassMeasure prepare(Path javaHome, Path classes, Path shop, Path directory)
            throws IOException, InterruptedException {
        Path libraries = Files.createDirectories(directory.resolve("libraries"));
        try (ZipFile zip = new ZipFile(shop.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                Matcher matcher = LIBRARIES.matcher(entry.getName());
                if (matcher.matches()) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.write(libraries.resolve(matcher.group(1)), in.readAllBytes());
                    }
                }
            }
        }
        Path names = directory.resolve("names");
        ClassMeasure measure = new ClassMeasure(javaHome, classes, directory, libraries, names);
        List<String> loadable = measure.fork(List.of(), "list", libraries.toString());
        Files.write(names, loadable.subList(0, Math.min(MOST_CLASSES, loadable.size())), StandardCharsets.UTF_8);
        return measure;
    }

    void run(Variant variant, int round, Results results) throws IOException, InterruptedException {
        List<String> output = fork(variant.jvmOptions(), "load", libraries.toString(), names.toString());
        String text = String.join("\n", output);
        record(LOADED, text, variant, round, results, Metric.CLASS_CPU, Metric.CLASS_WALL);
        record(DEFINED, text, variant, round, results, Metric.SMALL_CLASS_CPU, Metric.SMALL_CLASS_WALL);
    }

    private static void record(
            Pattern line, String output, Variant variant, int round, Results results, Metric cpu, Metric wall)
            throws IOException {
        // Searched for, because some agents write to standard output too.
        Matcher figures = line.matcher(output);
        if (!figures.find()) {
            throw new IOException("no line like " + line + " in " + output);
        }
        double count = Double.parseDouble(figures.group(1));
        results.add(cpu, round, variant.id(), Long.parseLong(figures.group(3)) / count / 1e3);
        results.add(wall, round, variant.id(), Long.parseLong(figures.group(2)) / count / 1e3);
    }

    private List<String> fork(List<String> options, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-cp", classes.toString(), LoadClasses.class.getName()));
        all.addAll(List.of(arguments));
        try (ForkedJvm jvm = ForkedJvm.start(javaHome, directory, all)) {
            return jvm.awaitEnd();
        }
    }
}
