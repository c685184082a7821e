package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty processes share one folder and its quota, and some are killed. */
final class SharedSpoolIT {
    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PROCESSES = Integer.getInteger("crowsnest.tests.processes", 20);

    @TempDir
    Path folder;

    private ForkedJvm start(String run, int rate, int characters, String... settings) {
        return Storms.storm(Jdks.all().get(0), folder, run, rate, characters, settings)
                .options("-XX:TieredStopAtLevel=1", "-Xmx32m")
                .start();
    }

    @Test
    void twentyProcessesLoseNothingWhenTheyAreKilled() throws Exception {
        Path spool = folder.resolve("spool");
        // What one delivers goes nowhere before all are dead: nobody may take what another still has.
        Path file = LogFile.broken(folder);
        Map<String, ForkedJvm> jvms = new LinkedHashMap<>();
        List<String> killed = new ArrayList<>();
        Random random = new Random(PROCESSES);
        try {
            for (int i = 0; i < PROCESSES; i++) {
                String run = "shared" + i;
                jvms.put(
                        run,
                        start(
                                run,
                                100,
                                500,
                                "service.name=shared",
                                "logs.file=" + file,
                                "logs.spool.directory=" + spool,
                                "logs.spool.max-size=256MiB",
                                "prometheus.enabled=false"));
            }
            for (String run : List.copyOf(jvms.keySet())) {
                Poll.until(SOON, () -> logged(run), found -> found > 50);
            }
            Poll.until(SOON, () -> count(spool, "identity"), found -> found == PROCESSES);
            assertThat(count(spool, "lock")).as("one folder for each").isEqualTo(PROCESSES);
            for (String run : List.copyOf(jvms.keySet())) {
                if (random.nextBoolean()) {
                    jvms.get(run).close();
                    killed.add(run);
                }
            }
            assertThat(killed).isNotEmpty();
            assertThat(Storms.size(spool)).isLessThan((256L + PROCESSES * 4L) * MIB);
            // Long enough for those that live to adopt what is left.
            Storms.sleep(Integer.getInteger("crowsnest.tests.adoption-seconds", 8) * 1_000L);
            for (ForkedJvm jvm : jvms.values()) {
                jvm.close();
            }
            Storms.sleep(500);
        } finally {
            jvms.values().forEach(ForkedJvm::close);
        }
        LogFile.repair(file);
        Run drained = Storms.drain(spool, file);

        assertThat(drained.exitCode()).as("%s", drained).isZero();
        StormDocuments documents = StormDocuments.in(file);
        for (String run : jvms.keySet()) {
            assertThat(documents.missing(run, folder.resolve(run))).as(run).isZero();
        }
        System.out.printf("shared: %d killed early, %d documents%n", killed.size(), documents.documents());
        assertThat(documents.duplicates()).isZero();
        try (Stream<Path> left = Files.walk(spool)) {
            assertThat(left.filter(Files::isRegularFile)).allMatch(each -> each.endsWith(".quota"));
        }
    }

    @Test
    void twentyProcessesKeepToTheirQuotaTogetherAndCountWhatTheyGiveUp() throws Exception {
        int seconds = Integer.getInteger("crowsnest.tests.quota-seconds", 10);
        long quota = 64L * MIB;
        Path spool = folder.resolve("spool");
        Path file = LogFile.broken(folder);
        Map<String, ForkedJvm> living = new LinkedHashMap<>();
        Map<String, Run> ended = new LinkedHashMap<>();
        Map<String, Long> pids = new HashMap<>();
        Random random = new Random(seconds);
        List<String> killed = new ArrayList<>();
        long most = 0;
        try {
            for (int i = 0; i < PROCESSES; i++) {
                ForkedJvm jvm = start(
                        "quota" + i,
                        400,
                        1_000,
                        "service.name=shared",
                        "logs.file=" + file,
                        "logs.spool.directory=" + spool,
                        "logs.spool.max-size=64MiB",
                        "prometheus.enabled=false");
                living.put("quota" + i, jvm);
            }
            Poll.until(SOON, () -> Storms.size(spool), found -> found > quota - 2 * MIB);
            for (long end = System.nanoTime() + seconds * 1_000_000_000L; System.nanoTime() < end; Storms.sleep(20)) {
                most = Math.max(most, Storms.size(spool));
                if (killed.size() < PROCESSES / 3 && random.nextInt(10) == 0) {
                    String run = List.copyOf(living.keySet()).get(random.nextInt(living.size()));
                    living.remove(run).close();
                    killed.add(run);
                }
            }
            for (Map.Entry<String, ForkedJvm> each : living.entrySet()) {
                pids.put(each.getKey(), each.getValue().pid());
                ended.put(each.getKey(), each.getValue().finish());
                most = Math.max(most, Storms.size(spool));
            }
        } finally {
            living.values().forEach(ForkedJvm::close);
        }
        LogFile.repair(file);
        assertThat(Storms.drain(spool, file).exitCode()).isZero();

        StormDocuments documents = StormDocuments.in(file);
        long left = 0;
        long logged = 0;
        int saidSo = 0;
        for (Map.Entry<String, Run> each : ended.entrySet()) {
            String run = each.getKey();
            long said = each.getValue().agentLines().stream()
                    .filter(line -> line.contains("logs wait on disk"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".* events=(\\d+).*", "$1")))
                    .sum();
            // Who has much to say before says no more than that.
            if (said > 0) {
                assertThat(arrived(documents, run) + reports(file, pids.get(run)))
                        .as("%s: %s", run, each.getValue().agentLines())
                        .isEqualTo(said);
                saidSo++;
            }
            documents.missing(run, folder.resolve(run));
            logged += StormDocuments.logged(folder.resolve(run));
            left += arrived(documents, run);
        }
        System.out.printf(
                "shared quota: at most %.2f MiB of 64, %d killed, %d living logged %d and kept %d, %d say so%n",
                (double) most / MIB, killed.size(), ended.size(), logged, left, saidSo);
        assertThat(most).as("bytes on disk").isLessThanOrEqualTo(quota + MIB);
        assertThat(killed).isNotEmpty();
        assertThat(saidSo).isPositive();
        assertThat(left).as("less than was logged, so the quota mattered").isLessThan(logged);
        assertThat(documents.duplicates()).isZero();
    }

    private static long arrived(StormDocuments documents, String run) {
        long sum = 0;
        for (int thread = 0; thread < LogStorm.THREADS; thread++) {
            sum += documents.numbers(run, thread).cardinality();
        }
        return sum;
    }

    /** How many documents of a process are about what it has given up. */
    private static long reports(Path file, long pid) {
        return Storms.reports(file).stream()
                .filter(line -> line.contains("\"process.pid\":" + pid + ","))
                .count();
    }

    private static long count(Path root, String name) {
        return Storms.files(root).stream().filter(each -> each.endsWith(name)).count();
    }

    private long logged(String run) {
        try {
            return StormDocuments.logged(folder.resolve(run));
        } catch (IOException e) {
            return 0;
        }
    }
}
