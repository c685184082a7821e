package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** An operator stops an application that logs, while nothing of it can be delivered. */
@Isolated("measures how long an end takes")
final class StoppedUnderLoadIT {

    /** Promised, from the signal to the end of the process. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @OnEachJdk
    void itEndsInTimeAndWhatIsLeftWaitsOnDisk(Jdk jdk) throws IOException, InterruptedException {
        stop(jdk, "logs.file=" + LogFile.broken(folder));
    }

    /** Each takes one batch and never answers. */
    @OnEachJdk
    void itEndsInTimeWhereDestinationsHang(Jdk jdk) throws IOException, InterruptedException {
        try (ServerSocket hangs = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + hangs.getLocalPort();
            stop(
                    jdk,
                    "logs.file=" + LogFile.broken(folder),
                    "elasticsearch.url=http://" + address,
                    "logstash.url=lumberjack://" + address);
        }
    }

    private void stop(Jdk jdk, String... destinations) throws IOException, InterruptedException {
        Path spool = folder.resolve("spool");
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                .agent(Stream.concat(Stream.of(destinations), Stream.of("logs.spool.directory=" + spool))
                        .toArray(String[]::new))
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
            assertThat(took).isLessThan(LONGEST);
            assertThat(run.agentLines())
                    .filteredOn(line -> line.contains("logs wait on disk"))
                    .hasSize(destinations.length);
        }
        Path file = folder.resolve("delivered/logs.json");
        LogFile.repair(file);
        Run drained = JarCommand.run(jdk, "drain", spool.toString(), "logs.file=" + file);

        // What is for the others stays for them, and is said.
        assertThat(drained.exitCode() == 0).as("%s", drained).isEqualTo(destinations.length == 1);
        StormDocuments documents = StormDocuments.in(file);
        assertThat(documents.missing("stopped", folder.resolve("stopped"))).isZero();
        assertThat(documents.duplicates()).isZero();
    }
}
