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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The disk is full, the quota is reached, and there is no disk. */
@Isolated("measures how long log calls take")
final class SpoolLimitsIT {
    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Jdk jdk = Jdks.all().get(0);

    private ForkedJvm.Builder storm(String run, int rate, int characters, String... settings) {
        return Storms.storm(Jdks.all().get(0), folder, run, rate, characters, settings);
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
            assertThat(Storms.size(spool)).isLessThan(18L * MIB);
            for (int i = 0; i < 20; i++) {
                LogFigures.of(Scrape.of(metrics), "file").assertBalanced();
            }
            LogFile.repair(file);
            LogFigures.until(metrics, "file", SOON, figures -> figures.delivered() > 20_000);
            Poll.until(SOON, () -> Storms.reports(file), found -> !found.isEmpty());
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
            List<String> reports = Storms.reports(file);
            assertThat(reports).hasSize(1).first().asString().contains("INFO=").doesNotContain("WARN=", "ERROR=");
            long reported = Long.parseLong(reports.get(0).replaceAll(".*\"message\":\"(\\d+) log events.*", "$1"));
            assertThat(documents.documents()).isEqualTo(logged - reported);
            assertThat(documents.duplicates()).isZero();
            System.out.printf("quota: logged %d, given up %d, arrived %d%n", logged, reported, documents.documents());
            run.assertNoJvmWarning();
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
        } catch (IOException e) {
            // Others write there meanwhile, and a file system wants some space for itself.
            assertThat(e).hasMessageContaining("No space left");
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
                        Storms.sleep(1_000);
                        return LogFigures.of(Scrape.of(metrics), "file").dropped() == before ? before : -1;
                    },
                    found -> found >= 0);
            assertThat(dropped).as("drops end").isPositive();
            LogFile.repair(file);
            // From here on there is room, so nothing more is dropped.
            LogFigures last = LogFigures.until(
                    metrics, "file", SOON, figures -> figures.delivered() > 0 && figures.pending() < 8_000);
            Run run = jvm.finish();
            assertThat(Storms.drain(disk.resolve("spool"), file).exitCode()).isZero();

            assertThat(run.exitCode()).isZero();
            assertThat(run.stderr()).noneMatch(line -> line.contains("InternalError") || line.contains("SIGBUS"));
            long logged = StormDocuments.logged(folder.resolve("full"));
            StormDocuments documents = StormDocuments.in(file);
            System.out.printf("disk full: logged %d, arrived %d%n", logged, documents.documents());
            assertThat(documents.duplicates()).isZero();
            assertThat(documents.documents() + last.dropped()).isEqualTo(logged);
            assertThat(Storms.reports(file)).isNotEmpty();
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
    void oneLineSaysThatEventsWaitInTheLayerOfAContainer() throws Exception {
        // An upper layer cannot be on another overlay, where this may be running.
        onSmallDisk(64, disk -> {
            for (String each : List.of("lower", "upper", "work", "layer")) {
                Files.createDirectory(disk.resolve(each));
            }
            Path layer = disk.resolve("layer");
            String layers = "lowerdir=" + disk.resolve("lower") + ",upperdir=" + disk.resolve("upper") + ",workdir="
                    + disk.resolve("work");
            assumeTrue(run("mount", "-t", "overlay", "overlay", "-o", layers, layer.toString()), "no overlay here");
            try {
                Path file = LogFile.broken(folder);
                // More than one segment.
                try (ForkedJvm jvm = storm("layer", 4_000, 1_000, "logs.file=" + file, "logs.spool.directory=" + layer)
                        .start()) {
                    LogFigures.until(jvm.awaitMetrics(), "file", SOON, figures -> figures.captured() > 12_000);
                    Run run = jvm.finish();

                    assertThat(run.agentLines())
                            .filteredOn(line -> line.contains("container"))
                            .singleElement()
                            .asString()
                            .startsWith("[crowsnest] WARN ")
                            .contains("directory=" + layer, "logs.spool.directory");
                }
            } finally {
                run("umount", "-l", layer.toString());
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
}
