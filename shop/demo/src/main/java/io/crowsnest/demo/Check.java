package io.crowsnest.demo;

import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code ./demo --check}: compares what the agent says with what really happened. */
final class Check {

    private static final int REQUESTS = 600;
    private static final int REQUESTS_BEFORE_SCRAPE = REQUESTS / 3;
    private static final int POOL_SIZE = 10;
    private static final int CODE_AFTER_SIGTERM = 128 + 15;
    private static final int LINES_AT_START = 6;
    private static final int DIFFERENCES_TO_SHOW = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Shop shop;
    private final Traffic traffic;
    private final Elasticsearch elasticsearch;
    private final URI metrics;
    private final Path directory;
    private final PrintStream out;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Report report = new Report();

    Check(Shop shop, Traffic traffic, Elasticsearch elasticsearch, URI metrics, Path directory, PrintStream out) {
        this.shop = shop;
        this.traffic = traffic;
        this.elasticsearch = elasticsearch;
        this.metrics = metrics;
        this.directory = directory;
        this.out = out;
    }

    /** Makes the traffic, stops the shop and prints a table; true if everything is as it should be. */
    boolean passes() throws IOException, InterruptedException {
        Optional<RealPrometheus> prometheus = RealPrometheus.start(metrics, directory);
        try {
            return passes(prometheus);
        } finally {
            prometheus.ifPresent(RealPrometheus::close);
        }
    }

    private boolean passes(Optional<RealPrometheus> prometheus) throws IOException, InterruptedException {
        out.println("Sending " + REQUESTS + " requests ...");
        traffic.start(REQUESTS, Duration.ZERO);
        while (traffic.tally().count(any -> true) < REQUESTS_BEFORE_SCRAPE && shop.isAlive()) {
            Thread.sleep(20);
        }
        checkGrammar(Exposition.scrape(client, metrics));
        traffic.await();
        checkRequests();
        checkPrometheus(prometheus);
        Exposition last = Exposition.scrape(client, metrics);
        checkDatabase(last);
        report.equal("hikaricp_connections_max", (double) POOL_SIZE, last.sum("hikaricp_connections_max"));
        double memory = last.sum("jvm_memory_used_bytes");
        report.that("jvm_memory_used_bytes", "> 0", "%.0f".formatted(memory), memory > 0);

        out.println("Stopping the shop ...");
        report.equal("the shop's exit code after SIGTERM", CODE_AFTER_SIGTERM, shop.stop(PATIENCE));
        List<LogEvent> logged = LogEvent.inFile(shop.logFile());
        checkOutput(logged.size());
        checkDocuments(logged);
        out.println();
        report.print(out);
        return report.passed();
    }

    private void checkGrammar(Exposition underLoad) throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            out.println("Skipped: promtool isn't installed, so the metrics' grammar is not checked.");
            return;
        }
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(underLoad.text().getBytes(StandardCharsets.UTF_8));
        }
        String complaints = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        promtool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        out.print(complaints);
        report.equal(
                "promtool check metrics, under load: lines",
                0L,
                complaints.lines().count());
        report.equal("promtool check metrics, under load: exit code", 0, promtool.exitValue());
    }

    /** What Prometheus has is what was sent, as soon as it has scraped once more. */
    private void checkPrometheus(Optional<RealPrometheus> prometheus) throws InterruptedException {
        if (prometheus.isEmpty()) {
            out.println("Skipped: prometheus isn't installed, so no real one scrapes.");
            return;
        }
        Optional<Double> sent = Optional.of((double) traffic.tally().count(any -> true));
        Optional<Double> seen = Optional.empty();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !seen.equals(sent) && System.nanoTime() < end; ) {
            Thread.sleep(100);
            seen = prometheus.get().query("sum(http_server_requests_seconds_count)");
        }
        report.equal("a real Prometheus: requests", sent.get(), seen.orElse(Double.NaN));
        report.equal("a real Prometheus: up", 1.0, prometheus.get().query("up").orElse(Double.NaN));
    }

    private void checkRequests() throws IOException, InterruptedException {
        SortedMap<Answered, Long> sent = traffic.tally().counts();
        SortedMap<Answered, Long> counted = countedRequests();
        // A request is counted a moment after its answer is sent.
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !counted.equals(sent) && System.nanoTime() < end; ) {
            Thread.sleep(50);
            counted = countedRequests();
        }
        report.equal("requests without an answer", 0L, traffic.tally().failures());
        SortedSet<Answered> all = new TreeSet<>(sent.keySet());
        all.addAll(counted.keySet());
        for (Answered answered : all) {
            report.equal("requests " + answered, sent.getOrDefault(answered, 0L), counted.getOrDefault(answered, 0L));
        }
    }

    private SortedMap<Answered, Long> countedRequests() throws IOException, InterruptedException {
        SortedMap<Answered, Long> counted = new TreeMap<>();
        for (Exposition.Sample sample :
                Exposition.scrape(client, metrics).samples("http_server_requests_seconds_count")) {
            Answered answered =
                    new Answered(sample.label("method"), sample.label("uri"), Integer.parseInt(sample.label("status")));
            counted.merge(answered, (long) sample.value(), Long::sum);
        }
        return counted;
    }

    /** What the shop asks of its database follows from the answers that it gave. */
    private void checkDatabase(Exposition exposition) {
        Tally tally = traffic.tally();
        Predicate<Answered> bought = answered -> answered.method().equals("POST")
                && answered.route().equals("/orders")
                && (answered.status() == 201 || answered.status() == 402 || answered.status() == 502);
        Predicate<Answered> soldOut = answered -> answered.status() == 409;
        Predicate<Answered> shown =
                answered -> answered.method().equals("GET") && answered.route().startsWith("/products");
        Predicate<Answered> lookedUp = answered ->
                answered.method().equals("GET") && answered.route().startsWith("/orders") && answered.status() != 400;
        report.equal("INSERT INTO orders", tally.count(bought), operations(exposition, "INSERT", "orders"));
        report.equal("SELECT FROM orders", tally.count(lookedUp), operations(exposition, "SELECT", "orders"));
        report.equal(
                "SELECT FROM products",
                tally.count(bought.or(soldOut).or(shown)),
                operations(exposition, "SELECT", "products"));
    }

    private static long operations(Exposition exposition, String operation, String table) {
        return (long) exposition.samples("db_client_operation_duration_seconds_count").stream()
                .filter(sample -> sample.label("db_system_name").equals("postgresql"))
                .filter(sample -> sample.label("db_operation_name").equals(operation))
                .filter(sample -> sample.label("db_collection_name").equals(table))
                .mapToDouble(Exposition.Sample::value)
                .sum();
    }

    /** The agent adds nothing to standard output and a few lines to standard error. */
    private void checkOutput(long logged) throws IOException {
        List<String> output = shop.standardOutput().lines().toList();
        report.equal(
                "log lines on standard output",
                logged,
                output.stream()
                        .filter(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*"))
                        .count());
        report.equal(
                "lines of Crowsnest on standard output",
                0L,
                output.stream().filter(line -> line.contains("[crowsnest]")).count());
        List<String> errors = shop.standardError().lines().toList();
        List<String> foreign =
                errors.stream().filter(line -> !line.startsWith("[crowsnest] ")).toList();
        report.equal("other lines on standard error", 0, foreign.size());
        foreign.stream().limit(DIFFERENCES_TO_SHOW).forEach(line -> out.println("  standard error: " + line));
        int own = errors.size() - foreign.size();
        report.that(
                "lines of Crowsnest on standard error",
                "1 to " + LINES_AT_START,
                own,
                own > 0 && own <= LINES_AT_START);
    }

    private void checkDocuments(List<LogEvent> logged) throws IOException, InterruptedException {
        List<LogEvent> stored = LogEvent.inDataStream(elasticsearch, Demo.DATA_STREAM);
        for (long end = System.nanoTime() + PATIENCE.toNanos();
                stored.size() < logged.size() && System.nanoTime() < end; ) {
            Thread.sleep(100);
            stored = LogEvent.inDataStream(elasticsearch, Demo.DATA_STREAM);
        }
        report.that("log events in the shop's own file", "> 0", logged.size(), !logged.isEmpty());
        report.equal("documents in " + Demo.DATA_STREAM, logged.size(), stored.size());
        Map<LogEvent, Integer> difference = new TreeMap<>();
        logged.forEach(event -> difference.merge(event, 1, Integer::sum));
        stored.forEach(event -> difference.merge(event, -1, Integer::sum));
        List<String> missing = new ArrayList<>();
        List<String> surplus = new ArrayList<>();
        difference.forEach((event, count) -> {
            missing.addAll(Collections.nCopies(Math.max(0, count), "only in the file: " + event));
            surplus.addAll(Collections.nCopies(Math.max(0, -count), "only in Elasticsearch: " + event));
        });
        missing.stream().limit(DIFFERENCES_TO_SHOW).forEach(out::println);
        surplus.stream().limit(DIFFERENCES_TO_SHOW).forEach(out::println);
        report.equal("log events missing in Elasticsearch", 0, missing.size());
        report.equal("documents without a log event, or twice", 0, surplus.size());
    }
}
