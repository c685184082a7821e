package io.crowsnest.benchmarks;

import io.crowsnest.benchmarks.programs.IdleAgent;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.PostgreSql;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Started by {@code benchmarks/run}: measures, then writes a table and the raw figures. */
public final class Main {

    private static final long LONGEST_END_MILLIS = 30_000;

    private final Options options;
    private final Path directory;
    private final Results results = new Results();
    private final List<String> failures = new ArrayList<>();

    private Main(Options options, Path directory) {
        this.options = options;
        this.directory = directory;
    }

    /** One run of a variant. */
    private interface Step {
        void run(Variant variant, int round, Results results) throws IOException, InterruptedException;
    }

    /** Options as {@code benchmarks/run --help} prints them. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println("benchmarks: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        Path directory = ServerDirectory.temporary();
        endWhenAsked(Thread.currentThread());
        try {
            new Main(options, directory).run();
        } catch (InterruptedException stopped) {
            System.err.println("benchmarks: stopped, nothing written");
        } finally {
            ServerDirectory.delete(directory);
        }
    }

    /** On Ctrl-C the measured programs, the database and the files go before this JVM does. */
    private static void endWhenAsked(Thread main) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                main.join(LONGEST_END_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void run() throws IOException, InterruptedException {
        Path target = options.root().resolve("benchmarks/target");
        // Copies, so that a build in the same checkout doesn't change what is measured.
        Path crowsnest = copy("agent/dist/target/crowsnest-agent.jar");
        double loadBefore = Machine.load();
        List<Variant> variants;
        List<Variant> logVariants = List.of();
        try (Backend backend = new Backend()) {
            variants = Variants.all(crowsnest, target.resolve("agents"), idleAgent(), backend).stream()
                    .filter(options::wants)
                    .toList();
            if (options.measures().contains("hello")) {
                HelloMeasure hello = new HelloMeasure(options.javaHome(), target.resolve("classes"), directory);
                rounds("hello", options.rounds(), variants, hello::run);
            }
            if (options.measures().contains("classes")) {
                ClassMeasure classes =
                        ClassMeasure.prepare(options.javaHome(), target.resolve("classes"), shop(), directory);
                rounds("classes", options.rounds(), variants, classes::run);
            }
            if (options.measures().contains("requests")) {
                RequestMeasure requests = new RequestMeasure(options, target, directory);
                rounds("requests", options.serviceRounds(), variants, requests::run);
            }
            if (options.measures().contains("logs")) {
                logVariants = measureLogs(crowsnest, target, backend);
            }
            boolean start = options.measures().contains("start");
            boolean all = options.measures().contains("service");
            if (start || all) {
                try (PostgreSql database = PostgreSql.start(directory)) {
                    ServiceMeasure service = new ServiceMeasure(options, shop(), database.jdbcUrl(), directory);
                    if (start) {
                        rounds("start", options.rounds(), variants, service::runStart);
                    }
                    if (all) {
                        rounds("service", options.serviceRounds(), variants, service::run);
                    }
                }
                System.out.println("log documents received: " + backend.documents());
            }
        }
        write(variants, logVariants, loadBefore);
    }

    private List<Variant> measureLogs(Path crowsnest, Path target, Backend backend)
            throws IOException, InterruptedException {
        try (Elasticsearch node = LogMeasure.node(options.root(), directory);
                LineSink sink = new LineSink()) {
            List<LogVariant> wanted =
                    LogVariants.all(crowsnest, target.resolve("classes"), node, backend, sink, directory).stream()
                            .filter(each -> options.wants(each.variant()))
                            .toList();
            List<Variant> variants = wanted.stream().map(LogVariant::variant).toList();
            LogMeasure logs = new LogMeasure(options, target, directory, wanted);
            logs.warmUp();
            rounds("logs", options.serviceRounds(), variants, logs::run);
            return variants;
        }
    }

    /** A B C, A B C ...: what disturbs the machine for a while disturbs all of them. */
    private void rounds(String name, int rounds, List<Variant> variants, Step step) throws InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (Variant variant : variants) {
                System.out.println(name + " " + round + "/" + rounds + " " + variant.id());
                try {
                    step.run(variant, round, results);
                } catch (IOException failure) {
                    // The other figures of an hour are worth keeping; the report tells that this one is missing.
                    String what = name + ", round " + round + ", " + variant.title();
                    System.err.println("benchmarks: " + what + " failed: " + failure.getMessage());
                    failures.add(what);
                }
            }
        }
    }

    private Path shop() throws IOException {
        return copy("shop/service/target/shop.jar");
    }

    private Path copy(String artefact) throws IOException {
        Path source = options.root().resolve(artefact);
        return Files.copy(
                source, directory.resolve(source.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(List<Variant> variants, List<Variant> logVariants, double loadBefore)
            throws IOException, InterruptedException {
        String day = LocalDate.now(ZoneOffset.UTC).toString();
        String jdk = "jdk" + feature();
        List<String> head = new ArrayList<>(Machine.describe(options.javaHome()));
        head.add(String.format(Locale.ROOT, "- Load average before and after: %.1f, %.1f", loadBefore, Machine.load()));
        head.add("- Rounds: " + options.rounds() + " (hello, classes, start), " + options.serviceRounds()
                + " (service, requests, logs)");
        if (!logVariants.isEmpty()) {
            head.add("- Each log call of four threads for " + options.loadSeconds()
                    + " s per rate; `-Xmx512m -XX:+UseSerialGC`; Elasticsearch with `-Xmx1g` on the same machine");
        }
        head.add("- Load of the service: " + options.rate() + " requests/s for " + options.loadSeconds()
                + " s, a tenth of them orders; `-Xmx256m`, else the JVM's defaults (`-Xshare:auto`)");
        failures.forEach(failure -> head.add("- **Failed**: " + failure));
        Path folder = Files.createDirectories(options.root().resolve("benchmarks/results"));
        Path table = folder.resolve(day + "-" + jdk + ".md");
        Files.write(
                table,
                new Report(results, variants, logVariants).lines("What agents cost, " + day + ", " + jdk, head),
                StandardCharsets.UTF_8);
        Files.write(folder.resolve(day + "-" + jdk + ".csv"), results.csv(), StandardCharsets.UTF_8);
        System.out.println("written: " + options.root().relativize(table) + " and .csv");
    }

    private String feature() throws IOException {
        for (String line : Files.readAllLines(options.javaHome().resolve("release"), StandardCharsets.UTF_8)) {
            if (line.startsWith("JAVA_VERSION=")) {
                return line.replaceAll("[^0-9.]", "").split("\\.", 2)[0];
            }
        }
        return "";
    }

    private Path idleAgent() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", IdleAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Path jar = directory.resolve("idle-agent.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String name : List.of(IdleAgent.class.getName(), IdleAgent.class.getName() + "$1")) {
                String entry = name.replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(entry));
                try (InputStream in = IdleAgent.class.getClassLoader().getResourceAsStream(entry)) {
                    if (in == null) {
                        throw new IOException("no " + entry);
                    }
                    in.transferTo(out);
                }
            }
        }
        return jar;
    }
}
