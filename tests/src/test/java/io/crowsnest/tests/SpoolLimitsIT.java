package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk is full, the quota is reached, there is no disk, and twenty processes share one. */
final class SpoolLimitsIT {
    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Jdk jdk = Jdks.all().get(0);

    private ForkedJvm.Builder storm(String run, int rate, int characters, String... settings) {
        return ForkedJvm.java(jdk)
                .options("-Xmx64m")
                .agent(settings)
                .classPath(Artefacts.scenarios())
                .run(
                        LogStorm.class,
                        folder.resolve(run).toString(),
                        run,
                        Integer.toString(rate),
                        Integer.toString(characters));
    }

    private static Run drain(Path root, Path file) {
        return ForkedJvm.java(Jdks.all().get(0))
                .options("-jar")
                .run(Artefacts.agent().toString(), "drain", root.toString(), "logs.file=" + file)
                .start()
                .end();
    }

    private static long size(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(each -> each.toFile().length())
                    .sum();
        }
    }

    @Test
    void warningsAreKeptAndDropsCountedAndReportedWhenTheQuotaIsReached() throws IOException {
        Path file = LogFile.broken(folder);
        Path spool = folder.resolve("spool");
        try (ForkedJvm jvm = storm(
                        "quota",
                        8_000,
                        1_000,
                        "logs.file=" + file,
                        "logs.spool.directory=" + spool,
                        "logs.spool.max-size=16MiB")
                .start()) {
            URI metrics = jvm.awaitMetrics();
            LogFigures.until(metrics, "file", SOON, figures -> figures.dropped() > 40_000);
            assertThat(size(spool)).isLessThan(18L * MIB);
            for (int i = 0; i < 20; i++) {
                LogFigures.of(Scrape.of(metrics), "file").assertBalanced();
            }
            LogFile.repair(file);
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() > 20_000);
            Poll.until(SOON, () -> reports(file), found -> !found.isEmpty());
            Run run = jvm.finish();

            long logged = StormDocuments.logged(folder.resolve("quota"));
            StormDocuments documents = StormDocuments.in(file);
            for (int thread = 0; thread < LogStorm.THREADS; thread++) {
                int last = documents.numbers("quota", thread).length() - 1;
                for (int number = LogStorm.WARNING_EVERY; number < last; number += LogStorm.WARNING_EVERY) {
                    assertThat(documents.numbers("quota", thread).get(number))
                            .as("warning %d of thread %d", number, thread)
                            .isTrue();
                }
            }
            List<String> reports = reports(file);
            assertThat(reports).hasSize(1).first().asString().contains("INFO=").doesNotContain("WARN=", "ERROR=");
            long reported = Long.parseLong(reports.get(0).replaceAll(".*\"message\":\"(\\d+) log events.*", "$1"));
            assertThat(documents.documents()).isEqualTo(logged - reported);
            assertThat(documents.duplicates()).isZero();
            System.out.printf("quota: logged %d, given up %d, arrived %d%n", logged, reported, documents.documents());
            run.assertNoJvmWarning();
        }
    }

    private static List<String> reports(Path file) {
        try {
            return LogFile.lines(file).stream()
                    .filter(line -> line.contains("log events were given up"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs {@code test} with a file system that has so much space, if this process may make one. */
    private void onSmallDisk(int mebibytes, Body test) throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Run mounted = ForkedJvm.command("mount")
                .run("-t", "tmpfs", "-o", "size=" + mebibytes + "m", "crowsnest-tests", disk.toString())
                .start()
                .end();
        assumeTrue(mounted.exitCode() == 0, "no file system may be mounted here: " + mounted.stderr());
        try {
            test.run(disk);
        } finally {
            ForkedJvm.command("umount").run("-l", disk.toString()).start().end();
        }
    }

    private interface Body {
        void run(Path disk) throws IOException, InterruptedException;
    }

    /** The same on ext4, in a file. */
    private void onSmallExt4(int mebibytes, Body test) throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path image = folder.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes * MIB);
        }
        assumeTrue(run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()), "no ext4 can be made here");
        assumeTrue(run("mount", "-o", "loop", image.toString(), disk.toString()), "no file may be mounted here");
        try {
            test.run(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** Whether a command did what it should; false also if there is no such command. */
    private static boolean run(String command, String... arguments) {
        try {
            Run run = ForkedJvm.command(command).run(arguments).start().end();
            if (run.exitCode() != 0) {
                System.out.println(command + ": " + run.stderr());
            }
            return run.exitCode() == 0;
        } catch (UncheckedIOException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }

    /** Takes all but {@code left} bytes of what is free. */
    private static Path ballast(Path disk, long left) throws IOException {
        Path ballast = disk.resolve("ballast");
        long free = disk.toFile().getUsableSpace() - left;
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            for (long written = 0; written + block.length <= free; written += block.length) {
                out.write(block);
            }
        }
        return ballast;
    }

    @Test
    void aDiskThatFillsUpCostsCountedEventsOnlyAndIsUsedAgainWhenThereIsSpace() throws Exception {
        onSmallDisk(64, this::fillUp);
    }

    @Test
    void theSameOnExt4() throws Exception {
        onSmallExt4(64, this::fillUp);
    }

    private void fillUp(Path disk) throws IOException, InterruptedException {
        Path file = LogFile.broken(folder);
        try (ForkedJvm jvm = storm(
                        "full", 4_000, 1_000, "logs.file=" + file, "logs.spool.directory=" + disk.resolve("spool"))
                .start()) {
            URI metrics = jvm.awaitMetrics();
            LogFigures.until(metrics, "file", SOON, figures -> figures.captured() > 2_000);
            // In the middle of a segment, down to the last byte.
            Path ballast = ballast(disk, 0);
            LogFigures.until(metrics, "file", SOON, figures -> figures.dropped() > 10_000);
            for (int i = 0; i < 10; i++) {
                LogFigures.of(Scrape.of(metrics), "file").assertBalanced();
            }
            jvm.goOn();
            double p99 = Double.parseDouble(jvm.awaitStdout("p99=(\\d+)").group(1));
            System.out.printf("disk full: p99 of a call %.1f us%n", p99 / 1000);
            assertThat(p99).as("nobody waits for a full disk").isLessThan(5_000_000);

            Files.delete(ballast);
            long dropped = Poll.until(
                    SOON,
                    () -> {
                        long before = LogFigures.of(Scrape.of(metrics), "file").dropped();
                        sleep(1_000);
                        return LogFigures.of(Scrape.of(metrics), "file").dropped() == before ? before : -1;
                    },
                    found -> found >= 0);
            assertThat(dropped).as("drops end").isPositive();
            LogFile.repair(file);
            LogFigures.until(metrics, "file", SOON, figures -> figures.pending() < 8_000);
            Run run = jvm.finish();

            assertThat(run.exitCode()).isZero();
            assertThat(run.stderr()).noneMatch(line -> line.contains("InternalError") || line.contains("SIGBUS"));
            long logged = StormDocuments.logged(folder.resolve("full"));
            StormDocuments documents = StormDocuments.in(file);
            System.out.printf("disk full: logged %d, arrived %d%n", logged, documents.documents());
            assertThat(documents.duplicates()).isZero();
            long reported = reports(file).stream()
                    .mapToLong(each -> Long.parseLong(each.replaceAll(".*\"message\":\"(\\d+) log events.*", "$1")))
                    .sum();
            assertThat(documents.documents() + reported).isEqualTo(logged);
        }
    }

    @Test
    void aDiskThatIsFullAtTheStartDoesNotKeepEventsFromBeingDelivered() throws Exception {
        onSmallDisk(16, disk -> {
            ballast(disk, MIB);
            Path file = folder.resolve("logs.json");
            try (ForkedJvm jvm = storm(
                            "start", 1_000, 100, "logs.file=" + file, "logs.spool.directory=" + disk.resolve("spool"))
                    .start()) {
                URI metrics = jvm.awaitMetrics();
                LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() > 3_000);
                assertThat(Scrape.of(metrics).sum("crowsnest_log_spool_durable"))
                        .isZero();
                Run run = jvm.finish();

                assertThat(run.agentLines())
                        .filteredOn(line -> line.contains("logs wait in memory only"))
                        .singleElement()
                        .asString()
                        .contains("No space left on device");
                assertThat(StormDocuments.in(file).missing("start", folder.resolve("start")))
                        .isZero();
            }
        });
    }

    @Test
    void whereNothingCanBeWrittenEventsWaitInMemoryAndOneLineSaysSo() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("not-a-folder"));
        Path file = folder.resolve("logs.json");
        Run bare = WorkerIT.bare(jdk);
        try (ForkedJvm jvm = WorkerIT.worker(jdk)
                .agent("logs.file=" + file, "logs.spool.directory=" + notAFolder.resolve("spool"))
                .start()) {
            URI metrics = jvm.awaitMetrics();
            jvm.awaitStdout("worked");
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() == 5);
            assertThat(Scrape.of(metrics).has("crowsnest_log_spool_durable")).isTrue();
            assertThat(Scrape.of(metrics).sum("crowsnest_log_spool_durable")).isZero();
            Run run = jvm.finish();

            run.assertSameAs(bare);
            assertThat(run.agentLines().stream().filter(line -> line.startsWith("[crowsnest] WARN")))
                    .singleElement()
                    .asString()
                    .contains("logs wait in memory only", notAFolder.toString());
        }
    }

    @Test
    void twentyProcessesShareOneFolderAndItsQuotaAndLoseNothingWhenTheyAreKilled() throws Exception {
        int processes = Integer.getInteger("crowsnest.tests.processes", 20);
        Path spool = folder.resolve("spool");
        // What one delivers goes nowhere before all are dead: nobody may take what another still has.
        Path file = LogFile.broken(folder);
        Map<String, ForkedJvm> jvms = new LinkedHashMap<>();
        List<String> killed = new ArrayList<>();
        Random random = new Random(processes);
        try {
            for (int i = 0; i < processes; i++) {
                String run = "shared" + i;
                jvms.put(
                        run,
                        storm(
                                        run,
                                        100,
                                        500,
                                        "service.name=shared",
                                        "logs.file=" + file,
                                        "logs.spool.directory=" + spool,
                                        "logs.spool.max-size=256MiB",
                                        "prometheus.enabled=false")
                                .options("-XX:TieredStopAtLevel=1", "-Xmx32m")
                                .start());
            }
            for (String run : List.copyOf(jvms.keySet())) {
                Poll.until(SOON, () -> logged(run), found -> found > 50);
            }
            Poll.until(SOON, () -> count(spool, "identity"), found -> found == processes);
            assertThat(count(spool, "lock")).as("one folder for each").isEqualTo(processes);
            for (String run : List.copyOf(jvms.keySet())) {
                if (random.nextBoolean()) {
                    jvms.get(run).close();
                    killed.add(run);
                }
            }
            assertThat(killed).isNotEmpty();
            assertThat(size(spool)).isLessThan((256L + processes * 4L) * MIB);
            // Long enough for those that live to adopt what is left.
            sleep(Integer.getInteger("crowsnest.tests.adoption-seconds", 8) * 1_000L);
            for (ForkedJvm jvm : jvms.values()) {
                jvm.close();
            }
            sleep(500);
        } finally {
            jvms.values().forEach(ForkedJvm::close);
        }
        LogFile.repair(file);
        Run drained = drain(spool, file);

        assertThat(drained.exitCode()).as("%s", drained).isZero();
        StormDocuments documents = StormDocuments.in(file);
        for (String run : jvms.keySet()) {
            assertThat(documents.missing(run, folder.resolve(run))).as(run).isZero();
        }
        System.out.printf("shared: %d killed early, %d documents%n", killed.size(), documents.documents());
        assertThat(documents.duplicates()).isZero();
        try (Stream<Path> left = Files.walk(spool)) {
            assertThat(left.filter(Files::isRegularFile)).allMatch(each -> each.endsWith("quota"));
        }
    }

    @Test
    void twentyProcessesThatReachTheirQuotaKeepToItTogetherAndCountWhatTheyGiveUp() throws Exception {
        int processes = Integer.getInteger("crowsnest.tests.processes", 20);
        int seconds = Integer.getInteger("crowsnest.tests.quota-seconds", 10);
        long quota = 64L * MIB;
        Path spool = folder.resolve("spool");
        Path file = LogFile.broken(folder);
        Map<String, ForkedJvm> living = new LinkedHashMap<>();
        Map<String, Run> ended = new LinkedHashMap<>();
        Set<Long> pids = new HashSet<>();
        Random random = new Random(seconds);
        List<String> killed = new ArrayList<>();
        long most = 0;
        try {
            for (int i = 0; i < processes; i++) {
                ForkedJvm jvm = storm(
                                "quota" + i,
                                400,
                                1_000,
                                "service.name=shared",
                                "logs.file=" + file,
                                "logs.spool.directory=" + spool,
                                "logs.spool.max-size=64MiB",
                                "prometheus.enabled=false")
                        .options("-XX:TieredStopAtLevel=1", "-Xmx32m")
                        .start();
                living.put("quota" + i, jvm);
            }
            Poll.until(SOON, () -> sizeOfMoving(spool), found -> found > quota - 2 * MIB);
            for (long end = System.nanoTime() + seconds * 1_000_000_000L; System.nanoTime() < end; sleep(20)) {
                most = Math.max(most, sizeOfMoving(spool));
                if (killed.size() < processes / 3 && random.nextInt(10) == 0) {
                    String run = List.copyOf(living.keySet()).get(random.nextInt(living.size()));
                    living.remove(run).close();
                    killed.add(run);
                }
            }
            for (Map.Entry<String, ForkedJvm> each : living.entrySet()) {
                pids.add(each.getValue().pid());
                ended.put(each.getKey(), each.getValue().finish());
                most = Math.max(most, sizeOfMoving(spool));
            }
        } finally {
            living.values().forEach(ForkedJvm::close);
        }
        LogFile.repair(file);
        assertThat(drain(spool, file).exitCode()).isZero();

        StormDocuments documents = StormDocuments.in(file);
        long left = 0;
        long arrived = reports(file).stream()
                .filter(line -> pids.contains(Long.parseLong(line.replaceAll(".*\"process.pid\":(\\d+).*", "$1"))))
                .count();
        long logged = 0;
        for (Map.Entry<String, Run> each : ended.entrySet()) {
            left += each.getValue().agentLines().stream()
                    .filter(line -> line.contains("logs wait on disk"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".* events=(\\d+).*", "$1")))
                    .sum();
            logged += StormDocuments.logged(folder.resolve(each.getKey()));
            documents.missing(each.getKey(), folder.resolve(each.getKey()));
            for (int thread = 0; thread < LogStorm.THREADS; thread++) {
                arrived += documents.numbers(each.getKey(), thread).cardinality();
            }
        }
        System.out.printf(
                "shared quota: at most %.2f MiB of 64, %d killed, %d living logged %d and kept %d, %d arrived%n",
                (double) most / MIB, killed.size(), ended.size(), logged, left, arrived);
        assertThat(most).as("bytes on disk").isLessThanOrEqualTo(quota + MIB);
        assertThat(killed).isNotEmpty();
        assertThat(left).as("less than was logged, so the quota mattered").isLessThan(logged);
        assertThat(arrived).as("what the living said that they leave").isEqualTo(left);
        assertThat(documents.duplicates()).isZero();
    }

    /** What is on disk while processes make and delete files. */
    private static long sizeOfMoving(Path root) {
        while (true) {
            try {
                return Files.exists(root) ? size(root) : 0;
            } catch (IOException | UncheckedIOException e) {
                // Something was deleted in the middle of it.
            }
        }
    }

    private static long count(Path root, String name) {
        if (!Files.exists(root)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(each -> each.endsWith(name)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long logged(String run) {
        try {
            return StormDocuments.logged(folder.resolve(run));
        } catch (IOException e) {
            return 0;
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
