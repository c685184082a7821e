package io.crowsnest.exporter.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.LogDelivery;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.exporter.spool.SpoolPlace;
import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.Logs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** One event of a thousand contradicts the mapping: a real node has it in its reduced form, and all others soon, as they were, once. */
@OnRealServer
class PoisonTest {

    private static final int POISON_EVERY = 1_000;

    /** Come behind the others, so that the last of those do not linger for a batch to become full. */
    private static final int MORE = 10_000;

    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path spools;

    private final Elasticsearch server;

    PoisonTest(Elasticsearch server) throws IOException {
        this.server = server;
        server.request("PUT", "/_index_template/poison", """
                {"index_patterns":["logs-poison-*"],"priority":500,"data_stream":{},
                 "template":{"mappings":{"properties":{"labels":{"properties":{"n":{"type":"long"}}}}}}}
                """);
    }

    @Test
    void allOthersStandThereOnce() throws IOException {
        deliver("few", 3 * POISON_EVERY, true);

        assertThat(search("few", "{\"size\":0,\"track_total_hits\":true}"))
                .contains("\"total\":{\"value\":" + (3 * POISON_EVERY + MORE) + ",");
        assertThat(search("few", "{\"query\":{\"match\":{\"tags\":\"_crowsnest_rejected\"}}}"))
                .contains("\"total\":{\"value\":3,", "document_parsing_exception", "poison 500\"");
    }

    /** Says by how much slower delivery is, in rounds that alternate: {@code -Dcrowsnest.tests.poison-rounds=7}, on an idle machine. */
    @Test
    @EnabledIfSystemProperty(named = "crowsnest.tests.poison-rounds", matches = "\\d+")
    void deliveryTakesAtMostTwiceAsLong() {
        int events = 20 * POISON_EVERY;
        int rounds = Integer.getInteger("crowsnest.tests.poison-rounds");
        deliver("many", events, false);
        deliver("many", events, true);
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            double clean = deliver("many", events, false);
            ratios[i] = deliver("many", events, true) / clean;
        }
        Arrays.sort(ratios);
        System.out.printf(
                "One poison event in %d: delivery to Elasticsearch takes %.2f times as long (%.2f to %.2f)%n",
                POISON_EVERY, ratios[rounds / 2], ratios[0], ratios[rounds - 1]);
        assertThat(ratios[rounds / 2]).isLessThanOrEqualTo(2);
    }

    /** Milliseconds from the first request until this many events are delivered. */
    private double deliver(String kind, int events, boolean isPoisoned) {
        String dataset = "poison-" + kind;
        ServiceIdentity identity = new ServiceIdentity(dataset, "1", "test", "h", 1, dataset, "default", Map.of());
        ElasticsearchConfig config =
                new ElasticsearchConfig(List.of(server.url()), null, null, null, null, "logs-" + dataset + "-default");
        Outlet outlet = new Outlet("elasticsearch", service -> new ElasticsearchDestination(config));
        LogDelivery delivery = new LogDelivery(List.of(outlet), line -> {});
        Logs.shipTo(delivery, Level.INFO);
        delivery.start(() -> new SpoolPlace(List.of(spools), dataset, () -> identity, 64 << 20, Duration.ofSeconds(1)));
        for (int i = 1; i <= events + MORE; i++) {
            boolean isPoison = isPoisoned && i <= events && i % POISON_EVERY == POISON_EVERY / 2;
            Logs.begin(Level.INFO)
                    .message((isPoison ? "poison " : "event ") + i)
                    .labels(isPoison ? Map.of("n", "not a number") : Map.of())
                    .end();
        }
        long start = System.nanoTime();
        delivery.deliver(identity, Duration.ZERO);
        awaitDelivered(outlet, events);
        double millis = (System.nanoTime() - start) / 1e6;
        awaitDelivered(outlet, events + MORE);
        delivery.close(Duration.ofSeconds(5));
        assertThat(outlet.stats().deadLettered() + outlet.stats().dropped()).isZero();
        return millis;
    }

    private static void awaitDelivered(Outlet outlet, int events) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (outlet.stats().delivered() < events) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    private String search(String kind, String query) throws IOException {
        String dataStream = "/logs-poison-" + kind + "-default";
        server.request("POST", dataStream + "/_refresh", "");
        return server.request("POST", dataStream + "/_search", query);
    }
}
