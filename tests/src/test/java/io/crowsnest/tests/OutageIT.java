package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.ServerDirectory;
import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Elasticsearch is down while the application logs 2,000 events a second. {@code -Dcrowsnest.tests.outage-seconds=600} for as long as
 * promised; the log calls are then compared with those before.
 */
@Isolated("measures how long log calls take")
final class OutageIT {
    private static final int RATE = 2_000;
    private static final int OUTAGE_SECONDS = Integer.getInteger("crowsnest.tests.outage-seconds", 15);
    private static final boolean IS_LONG = OUTAGE_SECONDS >= 600;
    private static final int HEALTHY_SECONDS = IS_LONG ? 60 : 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60 + OUTAGE_SECONDS);
    private static final Pattern STORM = Pattern.compile("storm logged=(\\d+) p50=(\\d+) p99=(\\d+) heap=(\\d+)");

    @TempDir
    Path folder;

    /** What the application says of its log calls since it was last asked. */
    private record Calls(long logged, long p50, long p99, long heap) {
        static Calls ask(ForkedJvm jvm) {
            long before = jvm.stdout().size();
            jvm.goOn();
            Poll.until(Duration.ofSeconds(20), () -> jvm.stdout().size(), size -> size > before);
            Matcher said = STORM.matcher(jvm.stdout().get(jvm.stdout().size() - 1));
            assertThat(said.matches()).isTrue();
            return new Calls(
                    Long.parseLong(said.group(1)),
                    Long.parseLong(said.group(2)),
                    Long.parseLong(said.group(3)),
                    Long.parseLong(said.group(4)));
        }
    }

    private ForkedJvm storm(String run, String... settings) {
        return ForkedJvm.java(Jdks.all().get(0))
                .agent(settings)
                .classPath(Artefacts.scenarios())
                .run(LogStorm.class, folder.resolve(run).toString(), run, Integer.toString(RATE))
                .start();
    }

    @Test
    void nothingIsLostAndNothingPilesUpInTheHeapWhileElasticsearchIsDown() throws IOException, InterruptedException {
        Path servers = ServerDirectory.temporary();
        try (Elasticsearch elasticsearch =
                Elasticsearch.start(Path.of("../shop/servers/target/distributions/elasticsearch.zip"), servers)) {
            elasticsearch.putLogsTemplate();
            try (ForkedJvm jvm = storm(
                    "outage",
                    "service.name=outage",
                    "elasticsearch.url=" + elasticsearch.url(),
                    "logs.spool.directory=" + folder.resolve("spool"))) {
                URI metrics = jvm.awaitMetrics();
                LogFigures.until(metrics, "elasticsearch", PATIENCE, figures -> figures.delivered() > RATE * 5);
                Calls.ask(jvm);
                Thread.sleep(HEALTHY_SECONDS * 1_000L);
                Calls healthy = Calls.ask(jvm);

                elasticsearch.kill();
                Thread.sleep(OUTAGE_SECONDS * 1_000L);
                LogFigures down =
                        LogFigures.of(Scrape.of(metrics), "elasticsearch").assertBalanced();
                assertThat(down.pending()).isGreaterThan(OUTAGE_SECONDS * RATE / 4);
                Calls meanwhile = Calls.ask(jvm);
                System.out.printf(
                        "outage of %d s: heap %+.1f MiB, p50 %d -> %d ns, p99 %d -> %d ns, waiting %d%n",
                        OUTAGE_SECONDS,
                        (meanwhile.heap() - healthy.heap()) / 1048576.0,
                        healthy.p50(),
                        meanwhile.p50(),
                        healthy.p99(),
                        meanwhile.p99(),
                        down.pending());
                assertThat(meanwhile.heap() - healthy.heap()).as("heap").isLessThan(16 << 20);
                elasticsearch.restart();
                LogFigures after =
                        LogFigures.until(metrics, "elasticsearch", PATIENCE, figures -> figures.pending() < 3 * RATE);
                assertThat(after.dropped() + after.deadLettered())
                        .as("%s", after)
                        .isZero();
                Run run = jvm.finish();
                assertThat(run.agentLines())
                        .filteredOn(line -> line.contains("logs delayed") || line.contains("logs flowing again"))
                        .hasSize(2);
                long logged = StormDocuments.logged(folder.resolve("outage"));
                StormDocuments documents = StormDocuments.in(elasticsearch, "logs-outage-default");
                assertThat(documents.missing("outage", folder.resolve("outage")))
                        .isZero();
                assertThat(documents.documents()).isEqualTo(logged);
                assertThat(documents.duplicates()).isZero();
                // Short runs see little but their neighbours on the processor.
                assertThat((double) meanwhile.p99())
                        .as("p99 in ns; healthy: %d", healthy.p99())
                        .isLessThan(IS_LONG ? 1.2 * healthy.p99() : 10.0 * healthy.p99() + 1_000_000);
            }
        } finally {
            ServerDirectory.delete(servers);
        }
    }

    @Test
    void aDeadDestinationDoesNotHoldUpTheOthers() throws IOException, InterruptedException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Path file = folder.resolve("logs.json");
        try (ForkedJvm jvm = storm(
                "beside",
                "elasticsearch.url=http://127.0.0.1:" + closed,
                "logs.file=" + file,
                "logs.stdout=true",
                "logs.spool.directory=" + folder.resolve("spool"))) {
            URI metrics = jvm.awaitMetrics();
            LogFigures.until(metrics, "file", PATIENCE, figures -> figures.delivered() > 5 * RATE);
            for (int i = 0; i < 50; i++) {
                Scrape scrape = Scrape.of(metrics);
                LogFigures dead = LogFigures.of(scrape, "elasticsearch").assertBalanced();
                assertThat(dead.delivered() + dead.deadLettered() + dead.dropped())
                        .isZero();
                assertThat(LogFigures.of(scrape, "file").assertBalanced().pending())
                        .as("delivered at once")
                        .isLessThan(5 * RATE);
                LogFigures.of(scrape, "stdout").assertBalanced();
                Thread.sleep(100);
            }
            Run run = jvm.finish();

            long logged = StormDocuments.logged(folder.resolve("beside"));
            StormDocuments inFile = StormDocuments.in(file);
            assertThat(inFile.missing("beside", folder.resolve("beside"))).isZero();
            assertThat(inFile.documents()).isEqualTo(logged);
            assertThat(run.stdout().stream().filter(line -> line.startsWith("{")))
                    .hasSize((int) logged);
            assertThat(run.agentLines())
                    .filteredOn(line -> line.contains("logs wait on disk"))
                    .singleElement()
                    .asString()
                    .contains("destination=elasticsearch events=" + logged);
        }
    }
}
