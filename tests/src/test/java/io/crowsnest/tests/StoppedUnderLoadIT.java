package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** An operator stops an application that logs, while nothing of it can be delivered. */
@Isolated("measures how long an end takes")
final class StoppedUnderLoadIT {

    @TempDir
    Path folder;

    @OnEachJdk
    void itEndsInTimeAndWhatIsLeftWaitsOnDisk(Jdk jdk) throws IOException, InterruptedException {
        Path file = LogFile.broken(folder);
        Path spool = folder.resolve("spool");
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .agent("logs.file=" + file, "logs.spool.directory=" + spool)
                .classPath(Artefacts.scenarios())
                .run(LogStorm.class, folder.resolve("stopped").toString(), "stopped", "5000")
                .start()) {
            jvm.awaitMetrics();
            while (StormDocuments.logged(folder.resolve("stopped")) < 20_000) {
                Thread.sleep(10);
            }
            long asked = System.nanoTime();
            Run run = jvm.terminate();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);

            System.out.println("stopped under load after " + took.toMillis() + " ms: " + run.agentLines());
            assertThat(run.exitCode())
                    .as("that of a process that was asked to stop")
                    .isEqualTo(143);
            assertThat(took).isLessThan(Duration.ofSeconds(6));
            assertThat(run.agentLines())
                    .filteredOn(line -> line.contains("logs wait on disk"))
                    .hasSize(1);
        }
        LogFile.repair(file);
        Run drained = JarCommand.run(jdk, "drain", spool.toString(), "logs.file=" + file);

        assertThat(drained.exitCode()).as("%s", drained).isZero();
        StormDocuments documents = StormDocuments.in(file);
        assertThat(documents.missing("stopped", folder.resolve("stopped"))).isZero();
        assertThat(documents.duplicates()).isZero();
    }
}
