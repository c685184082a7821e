package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dashboards.Committed;
import io.crowsnest.dashboards.Prometheus;
import io.crowsnest.dashboards.ScaledRules;
import io.crowsnest.tests.Alertmanager.Notified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Six services, five of which break, each in its own way, at the same time; a real Prometheus with the generated rules and a real
 * Alertmanager with the shipped configuration. Who hears of what, and how soon?
 *
 * <p>All times of the rules are divided by 30, so that half an hour passes in a minute; by more, a single scrape that a busy machine
 * misses is a service that is down. {@code -Dcrowsnest.tests.drill-scale=1} leaves them as they are: that takes an hour, and is without the
 * leak, which would take hours more.
 */
@Isolated("alerts must arrive in time")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AlertDrillIT {

    private static final int SCALE = Integer.getInteger("crowsnest.tests.drill-scale", 30);
    private static final Duration HEALTHY = scaled(Duration.ofMinutes(30));
    private static final Duration SLACK = Duration.ofSeconds(30);

    /** What breaks, which alert tells, how long the rule waits, and since when the wait counts. */
    private static final Map<String, Drill> DRILLS = drills();

    /**
     * @param since expression that holds from when on the alert may wait; empty if from the fault on: what grows takes its time to be bad
     */
    private record Drill(String alert, String severity, Duration lasting, String since) {}

    private Path folder;

    private final Map<String, Storefront> services = new LinkedHashMap<>();
    private final Map<String, Instant> bad = new ConcurrentHashMap<>();
    private final Shoppers shoppers = new Shoppers();
    private Prometheus prometheus;
    private Alertmanager alertmanager;
    private List<Notified> whileHealthy = List.of();
    private double fullest;
    private double afterCollection;

    private static Map<String, Drill> drills() {
        Map<String, Drill> drills = new LinkedHashMap<>();
        drills.put(
                "errors",
                new Drill(
                        "ErrorBudgetBurn",
                        "critical",
                        Duration.ofMinutes(2),
                        // What has failed for a minute is not yet much of an hour.
                        "job:slo_errors:ratio_rate1h{job=\"errors\"} > on (job) (14.4 * job:slo_budget:ratio)"));
        drills.put("deadlock", new Drill("JvmThreadsDeadlocked", "critical", Duration.ofMinutes(2), ""));
        drills.put("pool", new Drill("ConnectionPoolExhausted", "critical", Duration.ofMinutes(2), ""));
        drills.put(
                "destination",
                new Drill(
                        "CrowsnestSinkStalled",
                        "warning",
                        Duration.ofMinutes(5),
                        "crowsnest_log_delivery_lag_seconds{job=\"destination\"} > " + 300.0 / SCALE));
        if (SCALE >= 20) {
            drills.put(
                    "leak",
                    new Drill(
                            "JvmHeapLeakSuspected",
                            "warning",
                            Duration.ofHours(1),
                            "instance:jvm_heap_after_gc:ratio{job=\"leak\"} > 0.6"));
        }
        return drills;
    }

    private static Duration scaled(Duration duration) {
        return duration.dividedBy(SCALE);
    }

    @BeforeAll
    void drill(@TempDir Path directory) throws Exception {
        folder = directory;
        alertmanager = Alertmanager.start(folder, SCALE);
        Path unreachable = LogFile.broken(Files.createDirectory(folder.resolve("down")));
        // Its old pool fills up and is emptied again and again: healthy.
        start("calm", List.of("-XX:+UseParallelGC", "-Xmx96m", "-Xmn8m", "-XX:-UseAdaptiveSizePolicy"));
        for (String name : DRILLS.keySet()) {
            start(
                    name,
                    List.of("-XX:+UseG1GC", "-Xmx128m", "-XX:MaxTenuringThreshold=1"),
                    "logs.file=" + (name.equals("destination") ? unreachable : folder.resolve(name + ".json")),
                    // Nothing is logged that much before something is wrong: the destination may be down from the
                    // start.
                    "logs.level=WARN",
                    "logs.spool.directory=" + folder.resolve("spool-" + name));
        }
        services.get("calm").fault("heap?share=0.25&seconds=3&garbage=1000000");
        configure();
        // What is sent before Prometheus knows its Alertmanager is else repeated after a minute only.
        prometheus = Prometheus.start(folder, "--rules.alert.resend-delay=2s");
        services.forEach((name, storefront) -> shoppers.visit(
                name,
                storefront,
                5,
                name.equals("pool") ? List.of("/stock/1") : List.of("/items/1", "/orders", "/items/2")));
        // Nobody can hear of a leak in the first hour, so it begins while all else is healthy.
        leak();
        watchUntil(Instant.now().plus(HEALTHY), () -> false);
        whileHealthy = alertmanager.notified();

        Instant broken = Instant.now();
        faults(broken);
        watchUntil(
                broken.plus(scaled(Duration.ofHours(3))).plus(Duration.ofMinutes(1)),
                () -> missing().isEmpty());
        // Who else hears of something comes soon after.
        Instant enough = Instant.now().plus(scaled(Duration.ofMinutes(5)));
        watchUntil(Collections.max(List.of(enough, broken.plus(scaled(Duration.ofMinutes(15))))), () -> false);
        fullest = prometheus.value(
                "max_over_time((jvm_memory_used_bytes{job=\"calm\", id=\"PS Old Gen\"} / jvm_memory_max_bytes)[2m:1s])");
        afterCollection = prometheus.value("max_over_time(instance:jvm_heap_after_gc:ratio{job=\"calm\"}[1m])");
    }

    private void start(String name, List<String> options, String... settings) throws IOException {
        services.put(
                name, Storefront.start(Jdks.all().get(0), Storefront.H2, Prometheus.freePort(), options, settings));
    }

    private void leak() {
        Storefront leak = services.get("leak");
        if (leak != null) {
            leak.fault("heap?share=0.45&seconds=5&garbage=0");
            leak.fault("heap?share=0.28&seconds=" + scaled(Duration.ofHours(2)).toSeconds() + "&garbage=8000000");
        }
    }

    private void faults(Instant now) {
        DRILLS.forEach((name, drill) -> {
            if (drill.since().isEmpty()) {
                bad.put(name, now);
            }
        });
        shoppers.visit("errors", services.get("errors"), 5, List.of("/items/1", "/refused"));
        services.get("deadlock").fault("deadlock");
        services.get("pool").fault("held-connections");
        shoppers.send("destination", services.get("destination"), "/conflict");
    }

    /** Lets time pass, and notes since when what grows is bad. */
    private void watchUntil(Instant last, BooleanSupplier isEnough) throws InterruptedException {
        while (Instant.now().isBefore(last) && !isEnough.getAsBoolean()) {
            DRILLS.forEach((name, drill) -> {
                boolean grows = !drill.since().isEmpty() && !bad.containsKey(name);
                if (grows && !Double.isNaN(prometheus.value(drill.since()))) {
                    bad.put(name, Instant.now());
                }
            });
            Thread.sleep(200);
        }
    }

    private Set<String> missing() {
        Set<String> missing = new TreeSet<>(DRILLS.keySet());
        missing.removeIf(name -> alertmanager.notified().stream()
                .anyMatch(each -> each.job().equals(name)
                        && each.alert().equals(DRILLS.get(name).alert())));
        return missing;
    }

    private void configure() throws IOException {
        Files.writeString(
                folder.resolve("crowsnest.rules.yml"),
                ScaledRules.scaled(Committed.files().get("prometheus/crowsnest.rules.yml"), SCALE));
        StringBuilder jobs = new StringBuilder();
        services.forEach((name, storefront) -> jobs.append("  - job_name: ")
                .append(name)
                .append("\n    static_configs: [{targets: ['")
                .append(storefront.target())
                .append("'], labels: {instance: ")
                .append(name)
                .append("}}]\n"));
        Files.writeString(
                folder.resolve("prometheus.yml"), """
                global: {scrape_interval: %1$s, scrape_timeout: %1$s, evaluation_interval: 1s}
                rule_files: [crowsnest.rules.yml]
                alerting: {alertmanagers: [{static_configs: [{targets: ['%2$s']}]}]}
                scrape_configs:
                %3$s""".formatted(SCALE > 10 ? "1s" : "5s", alertmanager.target(), jobs));
    }

    @AfterAll
    void close() {
        shoppers.close();
        services.values().forEach(Storefront::close);
        if (prometheus != null) {
            prometheus.close();
        }
        if (alertmanager != null) {
            alertmanager.close();
        }
    }

    @Test
    void alertsArriveAtAll() {
        assertThat(alertmanager.isHeard()).isTrue();
    }

    @Test
    void nobodyHearsOfHealthyServices() {
        assertThat(whileHealthy).isEmpty();
        assertThat(alertmanager.notified()).noneMatch(each -> each.job().equals("calm"));
    }

    @Test
    void aHeapThatFillsUpAndIsEmptiedIsHealthy() {
        System.out.printf(
                "drill: the calm heap was full to %.0f %%, and to %.0f %% after collections%n",
                fullest * 100, afterCollection * 100);
        assertThat(fullest).isGreaterThan(0.85);
        assertThat(afterCollection).isBetween(0.3, 0.55);
    }

    @Test
    void theRightAlertArrivesAndNoOther() {
        Map<String, Set<String>> heard = alertmanager.notified().stream()
                .collect(Collectors.groupingBy(
                        Notified::job,
                        TreeMap::new,
                        Collectors.mapping(each -> each.alert() + " " + each.severity(), Collectors.toSet())));
        Map<String, Set<String>> expected = new TreeMap<>();
        DRILLS.forEach((name, drill) -> expected.put(name, Set.of(drill.alert() + " " + drill.severity())));

        assertThat(heard).isEqualTo(expected);
    }

    @Test
    void itArrivesInTime() {
        List<String> late = new ArrayList<>();
        DRILLS.forEach((name, drill) -> {
            Optional<Instant> heard = alertmanager.notified().stream()
                    .filter(each -> each.job().equals(name) && each.alert().equals(drill.alert()))
                    .map(Notified::at)
                    .min(Instant::compareTo);
            Instant since = bad.get(name);
            if (heard.isEmpty() || since == null) {
                late.add(drill.alert() + " never");
                return;
            }
            Duration took = Duration.between(since, heard.get());
            Duration limit =
                    scaled(drill.lasting().multipliedBy(3).dividedBy(2)).plus(SLACK);
            System.out.printf(
                    "drill, times divided by %d: %s after %.1f s, at most %.1f%n",
                    SCALE, drill.alert(), took.toMillis() / 1e3, limit.toMillis() / 1e3);
            if (took.compareTo(limit) > 0) {
                late.add(drill.alert());
            }
        });

        assertThat(late).isEmpty();
    }
}
