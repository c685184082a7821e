package io.crowsnest.exporter.logstash;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.LogDelivery;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.SpoolPlace;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.Logs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the shipper that will use it. */
class ShippingTest {

    @TempDir
    private Path spools;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void deliversAllButTheEventThatTheServerDoesNotTake() throws Exception {
        try (LumberjackServer server = new LumberjackServer()) {
            server.script = LumberjackServer.Peer::takeUnlessPoison;
            LogstashConfig config = new LogstashConfig(List.of(server.url()), null, null, null);
            Outlet outlet = new Outlet(LogstashDestination.NAME, any -> new LogstashDestination(config, lines::add));
            LogDelivery delivery = new LogDelivery(List.of(outlet), lines::add);
            Logs.shipTo(delivery, Level.INFO);
            delivery.start(() ->
                    new SpoolPlace(List.of(spools), "shop", () -> Documents.IDENTITY, 64 << 20, Duration.ofSeconds(1)));
            delivery.deliver(Documents.IDENTITY, Duration.ZERO);
            for (int i = 1; i <= 2_000; i++) {
                Logs.begin(Level.INFO)
                        .message(i == 777 ? "poison" : "event " + i)
                        .end();
            }
            DestinationStats stats = outlet.stats();
            await(() -> stats.delivered() + stats.deadLettered() == 2_000);
            delivery.close(Duration.ofSeconds(5));

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
