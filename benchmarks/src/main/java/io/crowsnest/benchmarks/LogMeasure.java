package io.crowsnest.benchmarks;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.NodeSetup;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it costs to log, for the thread that does and for the process, and how many events come out at the other end. Each of four JVMs in
 * turn: calls at fixed rates; as fast as it goes; a number of events until the last has arrived; the destination out of reach.
 */
final class LogMeasure {

    private static final int CALM_RATE = 2_000;
    private static final int RATE = 10_000;
    private static final int FAST_RATE = 50_000;
    private static final int SATURATION_SECONDS = 5;
    private static final int DISABLED_SECONDS = 2;

    /** Logged at once: fewer than the spool of Crowsnest holds. */
    private static final int DELIVERED_PER_SECOND_OF_LOAD = 8_000;

    private static final int NODE_WARM_UP_EVENTS = 20_000;

    /** The compiler is done with a log call after some ten thousand of them. */
    private static final int WARM_UP_SECONDS = 6;

    /** Nothing more will come if nothing has for so long. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** The same of Crowsnest, which comes back to a server that is busy after seconds. */
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long POLL_MILLIS = 200;

    /** Before each run: what the last JVM sent is dealt with meanwhile. */
    private static final long PAUSE_MILLIS = 2_000;

    /** As much as a small node has, and compiled as one is; the demo's is meant to start quickly. */
    private static final String NODE_OPTIONS = """
            -Xms1g
            -Xmx1g
            -Djava.io.tmpdir=${ES_TMPDIR}
            """;

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MEGABYTE = 1 << 20;

    private final Options options;
    private final Path target;
    private final Path directory;
    private final Map<String, LogVariant> variants = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    LogMeasure(Options options, Path target, Path directory, List<LogVariant> variants) {
        this.options = options;
        this.target = target;
        this.directory = directory;
        variants.forEach(each -> this.variants.put(each.variant().id(), each));
    }

    /** The node that Crowsnest delivers to. */
    static Elasticsearch node(Path root, Path directory) throws IOException {
        Path distribution = root.resolve("shop/servers/target/distributions/elasticsearch.zip");
        NodeSetup setup = new NodeSetup(Map.of(), Map.of("jvm.options", NODE_OPTIONS), List.of(), null, null);
        Elasticsearch node = Elasticsearch.start(distribution, directory, setup);
        node.putLogsTemplate();
        return node;
    }

    /** Lets the node compile what it will run. */
    void warmUp() throws IOException, InterruptedException {
        LogVariant crowsnest = variants.get("crowsnest");
        if (crowsnest != null) {
            try (Run run = new Run(crowsnest, List.of())) {
                run.arrived(run.tell("events " + NODE_WARM_UP_EVENTS).get("events"), 0);
            }
        }
    }

    void run(Variant variant, int round, Results results) throws IOException, InterruptedException {
        LogVariant way = variants.get(variant.id());
        if (way == null) {
            throw new IOException("no such way to log: " + variant.id());
        }
        Figures figures = (metric, value) -> results.add(metric, round, variant.id(), value);
        try (Run run = new Run(way, List.of())) {
            run.warmUp();
            measureCalls(run, figures);
        }
        try (Run run = new Run(way, List.of())) {
            run.warmUp();
            measureSaturation(run, figures);
        }
        if (way.arrivals() != null) {
            try (Run run = new Run(way, List.of())) {
                run.warmUp();
                measureDelivery(run, figures);
            }
        }
        List<String> unreachable = way.unreachable();
        if (unreachable != null) {
            try (Run run = new Run(way, unreachable)) {
                measureUnreachable(run, figures);
            }
        }
    }

    private void measureCalls(Run run, Figures figures) throws IOException, InterruptedException {
        figures.add(
                Metric.LOG_DISABLED, run.tell("disabled " + DISABLED_SECONDS).get("nanos"));
        Moment first = run.moment();
        Answer calm = run.rate(CALM_RATE, options.loadSeconds());
        run.arrived(calm.get("events"), first.arrived);
        figures.add(Metric.CALM_LOG_P50, calm.get("p50") / NANOS_PER_MICRO);
        figures.add(Metric.CALM_LOG_P99, calm.get("p99") / NANOS_PER_MICRO);
        figures.add(Metric.CALM_LOG_P999, calm.get("p999") / NANOS_PER_MICRO);

        Moment before = run.moment();
        Answer calls = run.rate(RATE, options.loadSeconds());
        double events = calls.get("events");
        double arrived = run.arrived(events, before.arrived);
        Moment after = run.moment();
        figures.add(Metric.LOG_P50, calls.get("p50") / NANOS_PER_MICRO);
        figures.add(Metric.LOG_P99, calls.get("p99") / NANOS_PER_MICRO);
        figures.add(Metric.LOG_P999, calls.get("p999") / NANOS_PER_MICRO);
        figures.add(Metric.LOG_ALLOCATED, calls.get("allocated"));
        figures.add(Metric.LOG_CPU, (after.cpuNanos - before.cpuNanos) / NANOS_PER_MICRO / events);
        if (run.isCrowsnest()) {
            figures.add(Metric.LOG_AGENT_CPU, (after.agentSeconds - before.agentSeconds) * 1e6 / events);
        }
        run.addLost(Metric.LOG_LOST, events, arrived, figures);

        Moment slow = run.moment();
        Answer fast = run.rate(FAST_RATE, options.loadSeconds());
        Moment then = run.moment();
        double seconds = fast.get("nanos") / NANOS_PER_SECOND;
        figures.add(Metric.FAST_LOG_RATE, fast.get("events") / seconds);
        figures.add(Metric.FAST_LOG_CORES, (then.cpuNanos - slow.cpuNanos) / NANOS_PER_SECOND / seconds);
        if (run.isCrowsnest()) {
            figures.add(Metric.FAST_LOG_AGENT_CORES, (then.agentSeconds - slow.agentSeconds) / seconds);
        }
        run.addLost(Metric.FAST_LOG_LOST, fast.get("events"), run.kept(fast.get("events"), slow), figures);
    }

    private static void measureSaturation(Run run, Figures figures) throws IOException, InterruptedException {
        Moment before = run.moment();
        Answer calls = run.tell("tight " + SATURATION_SECONDS);
        double seconds = calls.get("nanos") / NANOS_PER_SECOND;
        double events = calls.get("events");
        double kept = run.kept(events, before);
        figures.add(Metric.SATURATED_LOG_CALLS, events / seconds);
        figures.add(Metric.SATURATED_LOG_KEPT, kept / seconds);
        run.addLost(Metric.SATURATED_LOG_LOST, events, kept, figures);
    }

    private void measureDelivery(Run run, Figures figures) throws IOException, InterruptedException {
        Moment before = run.moment();
        long start = System.nanoTime();
        double events = run.tell("events " + options.loadSeconds() * DELIVERED_PER_SECOND_OF_LOAD)
                .get("events");
        double arrived = run.arrived(events, before.arrived);
        double seconds = (run.lastArrival - start) / NANOS_PER_SECOND;
        Moment after = run.moment();
        figures.add(Metric.LOG_DELIVERY_RATE, arrived / seconds);
        figures.add(Metric.LOG_DELIVERY_CPU, (after.cpuNanos - before.cpuNanos) / NANOS_PER_MICRO / events);
        if (run.isCrowsnest()) {
            figures.add(Metric.LOG_DELIVERY_AGENT_CPU, (after.agentSeconds - before.agentSeconds) * 1e6 / events);
        }
        run.addLost(Metric.LOG_DELIVERY_LOST, events, arrived, figures);
    }

    /** Not warmed up: what waits in memory from the first event on counts. */
    private void measureUnreachable(Run run, Figures figures) throws IOException, InterruptedException {
        double before = run.tell("heap").get("bytes");
        run.warmUp();
        Answer calls = run.rate(RATE, options.loadSeconds());
        double after = run.tell("heap").get("bytes");
        figures.add(Metric.LOG_HEAP, (after - before) / MEGABYTE);
        figures.add(Metric.UNREACHABLE_LOG_P99, calls.get("p99") / NANOS_PER_MICRO);
    }

    /** Takes the figures of one variant and round. */
    private interface Figures {
        void add(Metric metric, double value);
    }

    /** What the program says after a command. */
    private record Answer(Map<String, Double> figures) {
        double get(String name) {
            return Objects.requireNonNull(figures.get(name), name);
        }
    }

    /** What has been used and has arrived until then; {@code dropped} only for Crowsnest. */
    private record Moment(double cpuNanos, double agentSeconds, double dropped, double arrived) {}

    /** A JVM that logs. */
    private final class Run implements AutoCloseable {

        private final LogVariant way;
        private final ForkedJvm jvm;
        private final boolean isUnreachable;
        private int commands;
        private long lastArrival;

        /**
         * Starts one.
         *
         * @param unreachable options that put its destination out of reach, else empty
         */
        Run(LogVariant way, List<String> unreachable) throws IOException, InterruptedException {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            this.way = way;
            this.isUnreachable = !unreachable.isEmpty();
            List<String> arguments = new ArrayList<>(way.variant().jvmOptions());
            // The last one counts.
            arguments.addAll(unreachable);
            arguments.addAll(List.of(
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*",
                    way.program().getName()));
            jvm = ForkedJvm.start(options.javaHome(), directory, arguments);
        }

        boolean isCrowsnest() {
            return way.variant().isCrowsnest();
        }

        /** Has a command of the program done and returns its figures. */
        Answer tell(String command) throws IOException, InterruptedException {
            jvm.tell(command);
            String answer = jvm.awaitLine(Pattern.compile("^" + ++commands + " (.+)$", Pattern.MULTILINE))
                    .group(1);
            Map<String, Double> figures = new HashMap<>();
            for (String pair : answer.split(" ", -1)) {
                String[] both = pair.split("=", 2);
                figures.put(both[0], Double.valueOf(both[1]));
            }
            return new Answer(figures);
        }

        Answer rate(int perSecond, int seconds) throws IOException, InterruptedException {
            return tell("rate " + perSecond + " " + seconds);
        }

        void warmUp() throws IOException, InterruptedException {
            double before = count();
            double events =
                    rate(RATE, Math.min(WARM_UP_SECONDS, options.loadSeconds())).get("events");
            moment();
            arrived(events, before);
        }

        Moment moment() throws IOException, InterruptedException {
            double arrived = count();
            double cpu = tell("cpu").get("nanos");
            if (!isCrowsnest()) {
                return new Moment(cpu, 0, 0, arrived);
            }
            String metrics = metrics();
            return new Moment(
                    cpu,
                    sum(metrics, "crowsnest_cpu_seconds_total"),
                    sum(metrics, "crowsnest_log_events_dropped_total"),
                    arrived);
        }

        private double count() throws IOException {
            LogVariant.Arrivals arrivals = way.arrivals();
            return arrivals == null ? 0 : arrivals.of(jvm.pid());
        }

        /** Waits until so many events have arrived, or no more come. Returns how many have; all where nobody counts. */
        double arrived(double events, double before) throws IOException, InterruptedException {
            lastArrival = System.nanoTime();
            if (way.arrivals() == null || isUnreachable) {
                return events;
            }
            long quiet = isCrowsnest() ? BUSY_NANOS : QUIET_NANOS;
            double arrived = count() - before;
            while (arrived < events && System.nanoTime() - lastArrival < quiet) {
                jvm.live(POLL_MILLIS);
                double now = count() - before;
                if (now > arrived) {
                    arrived = now;
                    lastArrival = System.nanoTime();
                }
            }
            return arrived;
        }

        /** How many of these events were not given up; of Crowsnest, whose destination may lag by minutes, as it says itself. */
        double kept(double events, Moment since) throws IOException, InterruptedException {
            return isCrowsnest()
                    ? events - (sum(metrics(), "crowsnest_log_events_dropped_total") - since.dropped)
                    : arrived(events, since.arrived);
        }

        void addLost(Metric metric, double events, double kept, Figures figures) {
            if (way.arrivals() != null) {
                figures.add(metric, 100 * (events - kept) / events);
            }
        }

        private String metrics() throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(jvm.awaitCrowsnestUrl())).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }

        private static double sum(String metrics, String name) {
            Matcher line = Pattern.compile("^" + name + "(?:\\{.*})? (\\S+)$", Pattern.MULTILINE)
                    .matcher(metrics);
            double sum = 0;
            while (line.find()) {
                sum += Double.parseDouble(line.group(1));
            }
            return sum;
        }

        @Override
        public void close() throws IOException {
            jvm.close();
        }
    }
}
