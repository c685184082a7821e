package io.crowsnest.benchmarks;

import io.crowsnest.benchmarks.programs.Requests;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What an agent adds to a small request (Tomcat, one statement, one log line): at a fixed rate, and as fast as it goes. */
final class RequestMeasure {

    private static final Pattern LISTENING = Pattern.compile("^listening (\\d+)$", Pattern.MULTILINE);

    /** A light load for the small program on two cores, which its driver shares. */
    private static final int RATE = 1_000;

    private static final int WARM_UP_SECONDS = 12;
    private static final int PIECE_SECONDS = 5;
    private static final int MOST_PIECES = 12;

    /** Of one processor. */
    private static final double COMPILER_SHARE = 0.01;

    private static final int SATURATION_SECONDS = 10;
    private static final String PRODUCT = "/products/7";

    private final Options options;
    private final Path target;
    private final Path directory;
    private final HttpClient http = HttpClient.newHttpClient();

    RequestMeasure(Options options, Path target, Path directory) {
        this.options = options;
        this.target = target;
        this.directory = directory;
    }

    void run(Variant variant, int round, Results results) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(variant.jvmOptions());
        arguments.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=" + target.resolve("classes/requests-logback.xml"),
                "-cp",
                target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*",
                Requests.class.getName()));
        try (ForkedJvm jvm = ForkedJvm.start(options.javaHome(), directory, arguments)) {
            int port = Integer.parseInt(jvm.awaitLine(LISTENING).group(1));
            URI url = URI.create("http://127.0.0.1:" + port);
            URI product = url.resolve(PRODUCT);
            Load.saturate(product, WARM_UP_SECONDS);
            settle(jvm.pid(), product);

            double cpuBefore = ProcessFigures.cpuSeconds(jvm.pid());
            long allocatedBefore = allocated(url);
            Load.Outcome steady = Load.run(product, RATE, options.loadSeconds(), Load::get);
            long allocated = allocated(url) - allocatedBefore;
            double cpu = ProcessFigures.cpuSeconds(jvm.pid()) - cpuBefore;
            String id = variant.id();
            results.add(Metric.SMALL_REQUEST_CPU, round, id, cpu * 1e6 / steady.requests());
            results.add(Metric.SMALL_REQUEST_ALLOCATED, round, id, (double) allocated / steady.requests());
            results.add(Metric.SMALL_REQUEST_P50, round, id, Statistics.quantile(steady.latencyMillis(), 0.5));
            results.add(Metric.SMALL_REQUEST_P99, round, id, Statistics.quantile(steady.latencyMillis(), 0.99));

            double busyBefore = ProcessFigures.cpuSeconds(jvm.pid());
            Load.Outcome busy = Load.saturate(product, SATURATION_SECONDS);
            double busyCpu = ProcessFigures.cpuSeconds(jvm.pid()) - busyBefore;
            results.add(Metric.SATURATED_CPU, round, id, busyCpu * 1e6 / busy.requests());
            results.add(Metric.SATURATED_RATE, round, id, (double) busy.requests() / SATURATION_SECONDS);
            results.add(Metric.SMALL_REQUEST_FAILURES, round, id, steady.failures() + busy.failures());
        }
    }

    /** Until the compiler has next to nothing to do: what it costs else belongs to the start, and is different in each run. */
    private static void settle(long pid, URI product) throws IOException, InterruptedException {
        double before;
        int pieces = 0;
        do {
            before = ProcessFigures.compilerSeconds(pid);
            Load.run(product, RATE, PIECE_SECONDS, Load::get);
        } while (ProcessFigures.compilerSeconds(pid) - before > COMPILER_SHARE * PIECE_SECONDS
                && ++pieces < MOST_PIECES);
    }

    private long allocated(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/allocated")).build();
        return Long.parseLong(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
