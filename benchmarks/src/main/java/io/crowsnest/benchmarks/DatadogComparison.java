package io.crowsnest.benchmarks;

import io.crowsnest.servers.ServerDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Started by {@code benchmarks/run --datadog}: three ways to Datadog side by side, what a recording costs who makes it and what sending costs, in one
 * table; and what the relay costs. Arguments: the checkout, rounds, and seconds of each part, which are whole
 * steps of ten. Measures the JDK that runs it.
 */
final class DatadogComparison {

    private static final String CALLER = "io.crowsnest.exporter.datadog.CallerBenchmark";
    private static final String RELAY = "io.crowsnest.exporter.datadog.RelayBenchmark";
    private static final String SENDING = "io.crowsnest.exporter.datadog.SendingMeasure";
    private static final Pattern SENT = Pattern.compile(
            "^idle (\\S+) % of a core; for 10,000 recordings (\\S+) ms of processor time, (\\S+) packets, (\\S+) bytes$",
            Pattern.MULTILINE);

    private final Path root;
    private final Path javaHome = Path.of(System.getProperty("java.home"));
    private final int rounds;
    private final int seconds;

    /** A way to Datadog: its title, its argument to the sending measure, its methods of the benchmark (empty if they are those of another way). */
    private record Way(String title, String id, String counter, String timer) {}

    private static final List<Way> WAYS = List.of(
            new Way("Crowsnest, a step each 10 s", "crowsnest", "crowsnestCounter", "crowsnestTimer"),
            new Way("the same with the metrics of the JVM, which go there, too", "crowsnest-jvm", "", ""),
            new Way("java-dogstatsd-client, aggregating where it sends", "client", "clientCount", "clientDistribution"),
            new Way("Micrometer's StatsD registry", "statsd", "statsdCounter", "statsdTimer"));

    private DatadogComparison(Path root, int rounds, int seconds) {
        this.root = root;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        new DatadogComparison(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                .run();
    }

    private void run() throws IOException, InterruptedException, RunnerException {
        double before = Machine.load();
        Map<String, List<double[]>> sent = sending();
        Map<String, RunResult> caller = new HashMap<>();
        for (RunResult each : jmh(CALLER)) {
            String label = each.getParams().getBenchmark();
            caller.put(label.substring(label.lastIndexOf('.') + 1), each);
        }
        List<String> relay = relayRows(jmh(RELAY));

        String day = LocalDate.now(ZoneOffset.UTC).toString();
        List<String> lines = new ArrayList<>();
        lines.addAll(List.of("# Ways to Datadog, " + day, ""));
        lines.addAll(Machine.describe(javaHome));
        lines.add(String.format(Locale.ROOT, "- Load average before and after: %.1f, %.1f", before, Machine.load()));
        lines.add(
                "- A recording: JMH, on the thread that records, a series with two tags; bytes are what it allocates");
        lines.add(
                "- Sending: 10,000 recordings a second in 100 counters over UDP on loopback; processor time of all threads that are neither"
                        + " the recording one nor the JVM's; " + rounds + " rounds of " + seconds
                        + " s idle and as long busy, medians");
        lines.addAll(List.of(
                "",
                "| | counter, ns | B | timer, ns | B | 10,000 recordings, ms of processor time | packets | bytes | idle, % of a core |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"));
        for (Way way : WAYS) {
            lines.add("| " + way.title() + " | " + cost(caller.get(way.counter())) + " | "
                    + cost(caller.get(way.timer())) + " | " + sentCells(sent.getOrDefault(way.id(), List.of())) + " |");
        }
        lines.addAll(List.of(
                "",
                "## The relay, one line of a known series",
                "",
                "| line | what | ns | B |",
                "| --- | --- | ---: | ---: |"));
        lines.addAll(relay);
        Path table = Files.createDirectories(root.resolve("benchmarks/results"))
                .resolve(day + "-jdk" + Runtime.version().feature() + "-datadog.md");
        Files.write(table, lines, StandardCharsets.UTF_8);
        System.out.println("written: " + root.relativize(table));
    }

    /** A B C, A B C ...: what disturbs the machine for a while disturbs all of them. */
    private Map<String, List<double[]>> sending() throws IOException, InterruptedException {
        Map<String, List<double[]>> sent = new HashMap<>();
        Path directory = ServerDirectory.temporary();
        try {
            for (int round = 1; round <= rounds; round++) {
                for (Way way : WAYS) {
                    System.out.println("sending " + round + "/" + rounds + " " + way.id());
                    sent.computeIfAbsent(way.id(), any -> new ArrayList<>()).add(send(way.id(), directory));
                }
            }
        } finally {
            ServerDirectory.delete(directory);
        }
        return sent;
    }

    private double[] send(String way, Path directory) throws IOException, InterruptedException {
        Path target = root.resolve("benchmarks/target");
        List<String> arguments = List.of(
                "-Xmx256m",
                "-cp",
                target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*",
                SENDING,
                way,
                Integer.toString(seconds));
        try (ForkedJvm jvm = ForkedJvm.start(javaHome, directory, arguments)) {
            Matcher said = SENT.matcher(String.join("\n", jvm.awaitEnd()));
            if (!said.find()) {
                throw jvm.failure("no figures of " + way);
            }
            double[] figures = new double[said.groupCount()];
            for (int i = 0; i < figures.length; i++) {
                figures[i] = Double.parseDouble(said.group(i + 1));
            }
            return figures;
        }
    }

    /** Idle comes first and is shown last. */
    private static String sentCells(List<double[]> rounds) {
        return String.join(
                " | ",
                median(rounds, 1, "%.2f"),
                median(rounds, 2, "%.1f"),
                median(rounds, 3, "%,.0f"),
                median(rounds, 0, "%.3f"));
    }

    private static String median(List<double[]> rounds, int figure, String form) {
        List<Double> values = rounds.stream().map(each -> each[figure]).toList();
        return String.format(Locale.ROOT, form, Statistics.median(values));
    }

    private static String cost(@Nullable RunResult result) {
        return result == null
                ? "as above | "
                : String.format(
                        Locale.ROOT, "%.1f | %.0f", result.getPrimaryResult().getScore(), allocated(result));
    }

    private static double allocated(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return allocated == null ? Double.NaN : allocated.getScore();
    }

    private static List<String> relayRows(Collection<RunResult> results) {
        return results.stream()
                .map(each -> {
                    String benchmark = each.getParams().getBenchmark();
                    String what = benchmark.endsWith(".read") ? "read" : "read, found and shown to Prometheus";
                    return "| `" + each.getParams().getParam("line").replace("|", "\\|") + "` | " + what + " | "
                            + cost(each) + " |";
                })
                .toList();
    }

    private Collection<RunResult> jmh(String benchmark) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(benchmark.replace(".", "\\."))
                        .jvm(javaHome.resolve("bin/java").toString())
                        .jvmArgs("-Xmx256m")
                        .addProfiler(GCProfiler.class)
                        .forks(rounds > 1 ? 2 : 1)
                        .measurementTime(TimeValue.seconds(rounds > 1 ? 2 : 1))
                        .build())
                .run();
    }
}
