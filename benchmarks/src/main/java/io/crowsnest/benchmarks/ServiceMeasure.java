package io.crowsnest.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo service with an agent: its start, its memory, and what a request costs. */
final class ServiceMeasure {

    private static final long PATIENCE_SECONDS = 180;
    private static final long POLL_MILLIS = 20;
    private static final int LIGHT_RATE = 20;
    private static final int LIGHT_SECONDS = 20;
    private static final int WARM_UP_SECONDS = 30;

    private final Options options;
    private final Path shop;
    private final String jdbcUrl;
    private final Path directory;

    ServiceMeasure(Options options, Path shop, String jdbcUrl, Path directory) {
        this.options = options;
        this.shop = shop;
        this.jdbcUrl = jdbcUrl;
        this.directory = directory;
    }

    /** Start, memory and requests. */
    void run(Variant variant, int round, Results results) throws IOException, InterruptedException {
        run(variant, round, results, true);
    }

    /** The start alone, which is quick enough for many rounds. */
    void runStart(Variant variant, int round, Results results) throws IOException, InterruptedException {
        run(variant, round, results, false);
    }

    private void run(Variant variant, int round, Results results, boolean all)
            throws IOException, InterruptedException {
        int port = freePort();
        URI url = URI.create("http://127.0.0.1:" + port);
        List<String> arguments = new ArrayList<>(variant.jvmOptions());
        arguments.addAll(List.of(
                "-Xmx256m",
                "-jar",
                shop.toString(),
                "--server.port=" + port,
                "--spring.datasource.url=" + jdbcUrl,
                "--logging.file.name=" + directory.resolve("shop.log")));
        try (ForkedJvm jvm = ForkedJvm.start(options.javaHome(), directory, arguments)) {
            start(jvm, url, variant.id(), round, results);
            if (all) {
                memory(jvm, url, variant.id(), round, results);
                requests(jvm, url, variant.id(), round, results);
            }
        }
    }

    private void start(ForkedJvm jvm, URI url, String variant, int round, Results results)
            throws IOException, InterruptedException {
        long deadline = jvm.startNanos() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Load.answers(url)) {
            if (System.nanoTime() > deadline) {
                throw jvm.failure("no answer from the service");
            }
            jvm.live(POLL_MILLIS);
        }
        double wall = (System.nanoTime() - jvm.startNanos()) / 1e9;
        results.add(Metric.START_CPU, round, variant, ProcessFigures.cpuSeconds(jvm.pid()));
        results.add(Metric.START_WALL, round, variant, wall);
        results.add(Metric.START_RSS, round, variant, ProcessFigures.memoryMegabytes(jvm.pid(), "Rss"));
        results.add(Metric.START_PSS, round, variant, ProcessFigures.memoryMegabytes(jvm.pid(), "Pss"));
        results.add(Metric.START_CLASSES, round, variant, JdkTools.loadedClasses(options.javaHome(), jvm.pid()));
    }

    private void memory(ForkedJvm jvm, URI url, String variant, int round, Results results)
            throws IOException, InterruptedException {
        Load.run(url, LIGHT_RATE, LIGHT_SECONDS);
        JdkTools.collectGarbage(options.javaHome(), jvm.pid());
        results.add(Metric.LOAD_RSS, round, variant, ProcessFigures.memoryMegabytes(jvm.pid(), "Rss"));
        results.add(Metric.LOAD_PSS, round, variant, ProcessFigures.memoryMegabytes(jvm.pid(), "Pss"));
    }

    private void requests(ForkedJvm jvm, URI url, String variant, int round, Results results)
            throws IOException, InterruptedException {
        Load.run(url, options.rate(), WARM_UP_SECONDS);
        double before = ProcessFigures.cpuSeconds(jvm.pid());
        Load.Outcome outcome = Load.run(url, options.rate(), options.loadSeconds());
        double cpu = ProcessFigures.cpuSeconds(jvm.pid()) - before;
        results.add(Metric.REQUEST_CPU, round, variant, cpu * 1e6 / outcome.requests());
        results.add(Metric.REQUEST_P50, round, variant, Statistics.quantile(outcome.latencyMillis(), 0.5));
        results.add(Metric.REQUEST_P99, round, variant, Statistics.quantile(outcome.latencyMillis(), 0.99));
        results.add(Metric.REQUEST_FAILURES, round, variant, outcome.failures());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
