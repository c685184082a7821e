package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.ServerDirectory;
import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while four threads log 5,000 events a second: a real Elasticsearch has every event whose log call had returned,
 * once. {@code -Dcrowsnest.tests.kills=50} for as many kills as promised.
 */
final class KilledProcessIT {
    private static final int KILLS = Integer.getInteger("crowsnest.tests.kills", 5);
    private static final int RATE = 5_000;

    private static Path servers;
    private static Elasticsearch elasticsearch;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServer() throws IOException {
        servers = ServerDirectory.temporary();
        elasticsearch = Elasticsearch.start(Path.of("../shop/servers/target/distributions/elasticsearch.zip"), servers);
        elasticsearch.putLogsTemplate();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (elasticsearch != null) {
            elasticsearch.close();
        }
        ServerDirectory.delete(servers);
    }

    private ForkedJvm storm(Jdk jdk, String service, String run) {
        return ForkedJvm.java(jdk)
                .agent(
                        "service.name=" + service,
                        "elasticsearch.url=" + elasticsearch.url(),
                        "logs.spool.directory=" + folder.resolve("spool"))
                .classPath(Artefacts.scenarios())
                .run(LogStorm.class, folder.resolve(run).toString(), run, Integer.toString(RATE))
                .start();
    }

    private long logged(String run) {
        try {
            return StormDocuments.logged(folder.resolve(run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLogged(String run, long events) {
        long logged = Poll.until(Duration.ofMinutes(1), () -> logged(run), sum -> sum > events);
        assertThat(logged).isGreaterThan(events);
    }

    @Test
    void nothingIsLostAndNothingStandsTwiceWhenItsSpoolIsDrained() throws IOException, InterruptedException {
        List<Jdk> jdks = Jdks.all();
        Random random = new Random(KILLS);
        Map<String, Path> runs = new LinkedHashMap<>();
        for (int i = 0; i < KILLS; i++) {
            String run = "run" + i;
            Jdk jdk = jdks.get(i % jdks.size());
            try (ForkedJvm jvm = storm(jdk, "killed", run)) {
                awaitLogged(run, 0);
                // Some die before the first delivery, some in the middle of one.
                Thread.sleep(random.nextInt(i % 2 == 0 ? 1_000 : 8_000));
            }
            runs.put(run, folder.resolve(run));
        }
        drain();

        StormDocuments documents = StormDocuments.in(elasticsearch, "logs-killed-default");
        for (Map.Entry<String, Path> run : runs.entrySet()) {
            assertThat(documents.missing(run.getKey(), run.getValue()))
                    .as("%s of %d", run.getKey(), StormDocuments.logged(run.getValue()))
                    .isZero();
        }
        assertThat(documents.duplicates()).isZero();
        assertThat(documents.documents()).isGreaterThan(1_000L * KILLS);
    }

    @Test
    void anotherProcessDeliversWhatAKilledOneHasLeft() throws IOException, InterruptedException {
        try (ForkedJvm killed = storm(Jdks.all().get(0), "adopted", "first")) {
            awaitLogged("first", 1_000);
        }
        long left = StormDocuments.logged(folder.resolve("first"));
        assertThat(left).isGreaterThan(1_000);

        try (ForkedJvm next = storm(Jdks.all().get(Jdks.all().size() - 1), "adopted", "second")) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (StormDocuments.in(elasticsearch, "logs-adopted*").missing("first", folder.resolve("first")) > 0) {
                assertThat(System.nanoTime()).as("within a minute").isLessThan(deadline);
                Thread.sleep(500);
            }
            assertThat(next.finish().exitCode()).isZero();
        }
        // On a busy machine the five seconds at its end are not enough for all that it has logged itself.
        drain();
        StormDocuments documents = StormDocuments.in(elasticsearch, "logs-adopted-default");
        assertThat(documents.missing("second", folder.resolve("second"))).isZero();
        assertThat(documents.duplicates()).isZero();
    }

    /** Delivers what waits on disk. */
    private void drain() {
        Run drain = JarCommand.run(
                Jdks.all().get(0),
                "drain",
                folder.resolve("spool").toString(),
                "elasticsearch.url=" + elasticsearch.url());
        assertThat(drain.exitCode()).as("%s", drain).isZero();
    }
}
