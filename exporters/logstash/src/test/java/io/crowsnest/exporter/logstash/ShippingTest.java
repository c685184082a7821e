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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With the shipper that will use it. {@code -Dcrowsnest.tests.blocked-seconds=300} for a server that blocks as long as promised.
 */
class ShippingTest {

    private static final int BLOCKED_SECONDS = Integer.getInteger("crowsnest.tests.blocked-seconds", 3);

    @TempDir
    private Path spools;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void deliversAllButTheEventThatTheServerDoesNotTake() throws Exception {
        try (LumberjackServer server = new LumberjackServer()) {
            server.script = LumberjackServer.Peer::takeUnlessPoison;
            Outlet outlet = outlet(server);
            LogDelivery delivery = start(outlet);
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

    @Test
    void twoEventsThatTheServerDoesNotTakeStopNothingIfTheyAreAloneInTheirBatch() throws Exception {
        try (LumberjackServer server = new LumberjackServer()) {
            server.script = LumberjackServer.Peer::takeUnlessPoison;
            Outlet outlet = outlet(server);
            LogDelivery delivery = start(outlet);
            for (String message : List.of("first", "poison", "poison")) {
                Logs.begin(Level.INFO).message(message).end();
            }
            DestinationStats stats = outlet.stats();
            await(() -> stats.delivered() == 1 && outlet.health().isFailing());
            log(100);
            await(() -> stats.delivered() == 101);
            delivery.close(Duration.ofSeconds(5));

            assertThat(server.taken).hasSize(101).doesNotHaveDuplicates();
        }
    }

    @Test
    void aServerThatBlocksIsWaitedForOnOneConnection() throws Exception {
        try (LumberjackServer server = new LumberjackServer()) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BLOCKED_SECONDS);
            AtomicInteger keepAlives = new AtomicInteger();
            server.script = (peer, events) -> {
                while (System.nanoTime() < until) {
                    peer.acknowledge(0);
                    keepAlives.incrementAndGet();
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                }
                peer.take(events);
            };
            Outlet outlet = outlet(server);
            LogDelivery delivery = start(outlet);
            log(1_000);
            await(() -> keepAlives.get() > 0);
            long before = heap();
            int events = 1_000;
            while (System.nanoTime() < until) {
                log(50);
                events += 50;
                TimeUnit.MILLISECONDS.sleep(100);
            }
            long growth = heap() - before;
            DestinationStats stats = outlet.stats();
            long logged = events;
            await(() -> stats.delivered() == logged);
            delivery.close(Duration.ofSeconds(5));

            System.out.printf(
                    "Logstash blocked for %d s: %d keep-alives, %d events, heap %+d KiB, %d connection(s), %s%n",
                    BLOCKED_SECONDS, keepAlives.get(), logged, growth >> 10, server.connections.get(), lines);
            assertThat(server.connections).hasValue(1);
            assertThat(server.taken).hasSize(events).doesNotHaveDuplicates();
            assertThat(stats.dropped() + stats.deadLettered()).isZero();
            assertThat(growth).isLessThan(16 << 20);
            assertThat(server.faults).isEmpty();
        }
    }

    private Outlet outlet(LumberjackServer server) {
        LogstashConfig config = new LogstashConfig(List.of(server.url()), null, null, null);
        return new Outlet(LogstashDestination.NAME, any -> new LogstashDestination(config, lines::add));
    }

    private LogDelivery start(Outlet outlet) {
        LogDelivery delivery = new LogDelivery(List.of(outlet), lines::add);
        Logs.shipTo(delivery, Level.INFO);
        delivery.start(() ->
                new SpoolPlace(List.of(spools), "shop", () -> Documents.IDENTITY, 64 << 20, Duration.ofSeconds(1)));
        delivery.deliver(Documents.IDENTITY, Duration.ZERO);
        return delivery;
    }

    private static void log(int events) {
        for (int i = 0; i < events; i++) {
            Logs.begin(Level.INFO).message("event " + i).end();
        }
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.getAsBoolean() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
