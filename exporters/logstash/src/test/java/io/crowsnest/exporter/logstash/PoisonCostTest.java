package io.crowsnest.exporter.logstash;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.LogDelivery;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.SpoolPlace;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.Logs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much slower delivery is when one event of a thousand is poison, with the shipper and a server that does nothing with events, in rounds that
 * alternate: {@code -Dcrowsnest.tests.poison-rounds=7}, on an idle machine.
 */
@EnabledIfSystemProperty(named = "crowsnest.tests.poison-rounds", matches = "\\d+")
class PoisonCostTest {

    private static final int EVENTS = 20_000;
    private static final int POISON_EVERY = 1_000;

    /** Come behind the others, so that the last of those do not linger for a batch to become full. */
    private static final int MORE = 10_000;

    @TempDir
    private Path spools;

    @Test
    void deliveryTakesAtMostTwiceAsLong() throws Exception {
        int rounds = Integer.getInteger("crowsnest.tests.poison-rounds");
        deliver(false);
        deliver(true);
        double[] ratios = new double[rounds];
        double[] each = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            double clean = deliver(false);
            double poisoned = deliver(true);
            ratios[i] = poisoned / clean;
            each[i] = (poisoned - clean) / (EVENTS / POISON_EVERY);
        }
        Arrays.sort(ratios);
        Arrays.sort(each);
        System.out.printf(
                "One poison event in %d: delivery takes %.2f times as long (%.2f to %.2f), %.1f ms for each (%.1f to %.1f)%n",
                POISON_EVERY,
                ratios[rounds / 2],
                ratios[0],
                ratios[rounds - 1],
                each[rounds / 2],
                each[0],
                each[rounds - 1]);
        assertThat(ratios[rounds / 2]).isLessThanOrEqualTo(2);
    }

    /** Milliseconds from the first window until all that can be is delivered. */
    private double deliver(boolean isPoisoned) throws Exception {
        int poison = isPoisoned ? EVENTS / POISON_EVERY : 0;
        try (LumberjackServer server = new LumberjackServer()) {
            server.noDelay = true;
            AtomicLong first = new AtomicLong();
            server.script = (peer, events) -> {
                first.compareAndSet(0, System.nanoTime());
                peer.takeUnlessPoison(events);
            };
            LogstashConfig config = new LogstashConfig(List.of(server.url()), null, null, null);
            Outlet outlet = new Outlet(LogstashDestination.NAME, any -> new LogstashDestination(config, line -> {}));
            LogDelivery delivery = new LogDelivery(List.of(outlet), line -> {});
            Logs.shipTo(delivery, Level.INFO);
            delivery.start(() ->
                    new SpoolPlace(List.of(spools), "shop", () -> Documents.IDENTITY, 64 << 20, Duration.ofSeconds(1)));
            for (int i = 1; i <= EVENTS + MORE; i++) {
                boolean isPoison = isPoisoned && i <= EVENTS && i % POISON_EVERY == POISON_EVERY / 2;
                Logs.begin(Level.INFO)
                        .message(isPoison ? "poison" : "event " + i)
                        .end();
            }
            delivery.deliver(Documents.IDENTITY, Duration.ZERO);
            while (outlet.stats().delivered() < EVENTS - poison) {
                LockSupport.parkNanos(200_000);
            }
            double millis = (System.nanoTime() - first.get()) / 1e6;
            System.out.printf(
                    "%s: %.0f ms, %d connections, %d windows%n",
                    isPoisoned ? "poison" : "clean", millis, server.connections.get(), server.windows.size());
            delivery.close(Duration.ofSeconds(5));
            assertThat(outlet.stats().delivered()).isEqualTo(EVENTS + MORE - poison);
            assertThat(outlet.stats().deadLettered()).isLessThanOrEqualTo(poison);
            return millis;
        }
    }
}
