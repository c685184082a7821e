package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Committed;
import io.crowsnest.dashboards.PanelQuery;
import io.crowsnest.dashboards.PanelQuery.Choice;
import io.crowsnest.dashboards.Prometheus;
import io.crowsnest.dashboards.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Every collector of every JDK: panels of memory and collections are filled, and say what the JVM itself says. */
@Isolated("compares shares of time")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CollectorIT {

    private static final List<String> COLLECTORS = List.of("Serial", "Parallel", "G1", "Z", "Shenandoah");
    private static final int SECONDS = 15;
    private static final double MAX_HEAP = 160 << 20;
    private static final double LIVE_SHARE = 0.3;

    /** Titles of panels about memory and collections. */
    private static final Set<String> PANELS = Set.of(
            "Heap after GC",
            "Share of time in GC pauses",
            "Heap",
            "Live data",
            "Heap by pool",
            "Outside of the heap",
            "Average pause",
            "Longest pause",
            "Collections by cause",
            "Allocated and promoted",
            "GC overhead",
            "Concurrent collection");

    /** A JVM with one of them; figures are taken before and after it had work. */
    private static final class Measured implements AutoCloseable {
        private final String name;
        private final Storefront storefront;
        private final GcLog log;
        private double heapOfJdk;
        private double heapOfMetric;
        private Scrape before = new Scrape(List.of());
        private Scrape after = new Scrape(List.of());

        private Measured(String name, Storefront storefront, GcLog log) {
            this.name = name;
            this.storefront = storefront;
            this.log = log;
        }

        double seconds() {
            return difference("process_uptime_seconds");
        }

        double difference(String metric) {
            return after.sum(metric) - before.sum(metric);
        }

        double loggedPauses() {
            return log.pauses(before.sum("process_uptime_seconds"), after.sum("process_uptime_seconds"));
        }

        @Override
        public void close() {
            storefront.close();
        }
    }

    private Path folder;

    private final List<Measured> runs = new ArrayList<>();
    private Prometheus prometheus;
    private Instant end;

    @BeforeAll
    void collect(@TempDir Path directory) throws Exception {
        folder = directory;
        Assumptions.assumeTrue(Promtool.installed("prometheus"), "prometheus is not installed");
        for (Jdk jdk : Jdks.all()) {
            for (String collector : COLLECTORS) {
                if (has(jdk, collector)) {
                    start(jdk, collector);
                }
            }
        }
        configure();
        prometheus = Prometheus.start(folder);
        for (Measured run : runs) {
            // While nothing is going on: afterwards both figures would be of another moment.
            run.storefront.jcmd("GC.run");
            run.heapOfMetric = Scrape.of(run.storefront.metrics()).sum("jvm_memory_used_bytes", Map.of("area", "heap"));
            run.heapOfJdk = run.storefront.heapInUse();
        }
        for (Measured run : runs) {
            run.before = Scrape.of(run.storefront.metrics());
            run.storefront.fault("heap?share=" + LIVE_SHARE + "&seconds=5&garbage=30000000");
        }
        Thread.sleep(SECONDS * 1_000L);
        // What a concurrent collector finds while there is work is partly garbage when it is done.
        for (Measured run : runs) {
            run.storefront.fault("heap-at-rest");
            run.storefront.fault("full-collections");
        }
        // Collectors that work beside the application are not done when the call returns.
        Thread.sleep(2_000);
        for (Measured run : runs) {
            run.after = Scrape.of(run.storefront.metrics());
        }
        end = Instant.now();
    }

    private static boolean has(Jdk jdk, String collector) {
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .options("-XX:+Use" + collector + "GC")
                .run("-version")
                .start()) {
            return jvm.end().exitCode() == 0;
        }
    }

    private void start(Jdk jdk, String collector) throws IOException {
        String name = collector.toLowerCase(java.util.Locale.ROOT) + "-" + jdk.version();
        GcLog log = new GcLog(folder.resolve(name + ".log"));
        runs.add(new Measured(
                name,
                Storefront.start(
                        jdk,
                        Storefront.H2,
                        Prometheus.freePort(),
                        List.of("-XX:+Use" + collector + "GC", "-Xmx160m", "-XX:MaxTenuringThreshold=2", log.option()),
                        "service.name=" + name),
                log));
    }

    private void configure() throws IOException {
        StringBuilder targets = new StringBuilder();
        for (Measured run : runs) {
            targets.append("      - {targets: ['")
                    .append(run.storefront.target())
                    .append("'], labels: {instance: ")
                    .append(run.name)
                    .append("}}\n");
        }
        Files.writeString(
                folder.resolve("crowsnest.rules.yml"),
                Committed.files().get("prometheus/crowsnest.rules.yml").replaceAll("interval: \\d+s", "interval: 1s"));
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [crowsnest.rules.yml]
                scrape_configs:
                  - job_name: collectors
                    static_configs:
                %s""".formatted(targets));
    }

    @AfterAll
    void close() {
        runs.forEach(Measured::close);
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @Test
    void panelsOfMemoryAndCollectionsAreFilled() {
        Map<String, Set<String>> empty = new TreeMap<>();
        for (Measured run : runs) {
            Choice choice = new Choice("collectors", run.name, (SECONDS + 5) + "s", (SECONDS + 5) + "s");
            Set<String> missing = new TreeSet<>();
            for (PanelQuery query : PanelQuery.all()) {
                if (query.board().equals("crowsnest-jvm")
                        && PANELS.contains(query.panel())
                        && prometheus.query(query.expanded(choice), end).stream()
                                .allMatch(sample -> Double.isNaN(sample.value()))) {
                    missing.add(query.name());
                }
            }
            missing.removeAll(notOf(run.name));
            if (!missing.isEmpty()) {
                empty.put(run.name, missing);
            }
        }

        assertThat(empty).isEmpty();
    }

    /** What a collector does not have. */
    private static Set<String> notOf(String name) {
        String concurrent = "Concurrent collection: {{gc}} {{instance}}";
        if (name.startsWith("serial") || name.startsWith("parallel") || name.equals("g1-17")) {
            return Set.of(concurrent);
        }
        // One pool for young and old, so nothing is promoted.
        return name.equals("z-17") || name.startsWith("shenandoah")
                ? Set.of("Allocated and promoted: promoted {{instance}}")
                : Set.of();
    }

    @Test
    void pausesAreThoseOfTheLogAndNothingElse() {
        List<String> wrong = new ArrayList<>();
        for (Measured run : runs) {
            double logged = run.loggedPauses() / run.seconds();
            double seen = run.difference("jvm_gc_pause_seconds_sum") / run.seconds();
            System.out.printf(
                    "collectors, %s: pauses %.2f %% of the time, the log says %.2f %%; beside the application %.1f %%%n",
                    run.name,
                    seen * 100,
                    logged * 100,
                    run.difference("jvm_gc_concurrent_phase_time_seconds_sum") / run.seconds() * 100);
            if (Math.abs(seen - logged) > 0.02) {
                wrong.add(run.name);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void heapIsWhatTheJdkSays() {
        List<String> wrong = new ArrayList<>();
        for (Measured run : runs) {
            System.out.printf(
                    "collectors, %s: heap %.1f MB, the JDK says %.1f MB%n",
                    run.name, run.heapOfMetric / 1e6, run.heapOfJdk / 1e6);
            // A scrape makes some garbage itself; ZGC tells in pages of 2 MB.
            if (Math.abs(run.heapOfMetric - run.heapOfJdk) > 0.05 * run.heapOfJdk + (4 << 20)) {
                wrong.add(run.name);
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** What lives is known: the application holds it. Besides there is what the application itself needs. */
    @Test
    void heapAfterCollectionsIsWhatLives() {
        List<String> wrong = new ArrayList<>();
        for (Measured run : runs) {
            double max = run.after.sum("jvm_gc_max_data_size_bytes");
            double after = run.after.sum("jvm_memory_usage_after_gc") * max;
            double live = LIVE_SHARE * MAX_HEAP;
            System.out.printf(
                    "collectors, %s: %.1f MB after collections of %.1f MB, %.1f MB are held%n",
                    run.name, after / 1e6, max / 1e6, live / 1e6);
            if (after < 0.9 * live || after > live + (40 << 20)) {
                wrong.add(run.name);
            }
        }

        assertThat(wrong).isEmpty();
    }
}
