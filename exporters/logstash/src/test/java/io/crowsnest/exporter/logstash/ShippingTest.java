package io.crowsnest.exporter.logstash;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.LogQueue;
import io.crowsnest.exporter.spool.Shipper;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** With the shipper that will use it. */
class ShippingTest {

    private final DestinationStats stats = new DestinationStats(LogstashDestination.NAME);
    private final LogQueue queue = new LogQueue(stats);
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void deliversAllButTheEventThatTheServerDoesNotTake() throws Exception {
        try (LumberjackServer server = new LumberjackServer()) {
            server.script = LumberjackServer.Peer::takeUnlessPoison;
            LogstashConfig config = new LogstashConfig(List.of(server.url()), null, null, null);
            Shipper shipper = new Shipper(
                    queue,
                    Documents.IDENTITY,
                    new LogstashDestination(config, lines::add),
                    new ExporterHealth(LogstashDestination.NAME),
                    lines::add);
            for (int i = 1; i <= 2_000; i++) {
                queue.accept(Documents.event(i, i == 777 ? "poison" : "event " + i));
            }
            shipper.start(Duration.ZERO);
            await(() -> stats.pending() == 0);
            assertThat(shipper.close(Duration.ofSeconds(5))).isZero();

            assertThat(stats.delivered()).isEqualTo(1_999);
            // Its smaller form has the same message here, so that it was refused as well.
            assertThat(stats.deadLettered()).isEqualTo(1);
            assertThat(server.taken).hasSize(1_999).doesNotHaveDuplicates();
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("logs refused destination=logstash"))
                    .hasSize(1);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
