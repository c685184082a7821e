package io.crowsnest.benchmarks;

import io.crowsnest.benchmarks.programs.Hello;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an agent takes before and after the main method of a program that does nothing. */
final class HelloMeasure {

    private static final Pattern HELLO = Pattern.compile("^(\\d+) (\\d+)$", Pattern.MULTILINE);
    private static final Pattern PREMAIN = Pattern.compile("^crowsnest_premain_seconds (\\S+)$", Pattern.MULTILINE);
    private static final long LIFE_MILLIS = 2_000;

    private final Path javaHome;
    private final Path classes;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();

    HelloMeasure(Path javaHome, Path classes, Path directory) {
        this.javaHome = javaHome;
        this.classes = classes;
        this.directory = directory;
    }

    void run(Variant variant, int round, Results results) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(variant.jvmOptions());
        arguments.addAll(List.of("-cp", classes.toString(), Hello.class.getName()));
        try (ForkedJvm jvm = ForkedJvm.start(javaHome, directory, arguments)) {
            Matcher hello = jvm.awaitLine(HELLO);
            long wall = Long.parseLong(hello.group(1)) - jvm.startNanos();
            jvm.live(LIFE_MILLIS);
            double cpu = ProcessFigures.cpuSeconds(jvm.pid());
            results.add(Metric.HELLO_WALL, round, variant.id(), wall / 1e6);
            results.add(Metric.HELLO_MAIN_CPU, round, variant.id(), Long.parseLong(hello.group(2)) / 1e6);
            results.add(Metric.HELLO_CPU, round, variant.id(), cpu * 1e3);
            if (variant.isCrowsnest()) {
                results.add(Metric.PREMAIN, round, variant.id(), premainSeconds(jvm.awaitCrowsnestUrl()) * 1e3);
            }
        }
    }

    private double premainSeconds(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        String metrics =
                http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        Matcher line = PREMAIN.matcher(metrics);
        if (!line.find()) {
            throw new IOException("no crowsnest_premain_seconds among the metrics");
        }
        return Double.parseDouble(line.group(1));
    }
}
