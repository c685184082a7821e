package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import io.crowsnest.dogstatsd.Message.Event;
import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.Message.ServiceCheck;
import io.crowsnest.dogstatsd.StrictServer;
import io.crowsnest.telemetry.Catalogue;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelayTest {

    @TempDir
    private Path folder;

    private final MeterRegistry registry = Registry.create();
    private StrictServer agent;
    private @Nullable Relay relay;

    @BeforeEach
    void startAgent() throws IOException {
        agent = StrictServer.unixStream(folder.resolve("agent"));
    }

    @AfterEach
    void stop() throws IOException {
        if (relay != null) {
            relay.close();
        }
        agent.close();
    }

    private Relay start(boolean aggregate, @Nullable String mapping, int limit) throws IOException {
        Path file = folder.resolve("mapping.yml");
        if (mapping != null) {
            Files.writeString(file, mapping);
        }
        Relay started = Relay.start(
                new RelayConfig(
                        List.of(URI.create("udp://127.0.0.1:0"), URI.create("unixstream://" + folder.resolve("relay"))),
                        URI.create(agent.url()),
                        mapping == null ? null : file,
                        aggregate,
                        limit,
                        NativeAccess.OF_THE_CLASS_PATH),
                registry);
        relay = started;
        return started;
    }

    private void send(String packet) throws IOException {
        byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
        try (RawClient client = new RawClient(folder.resolve("relay"))) {
            client.send(bytes, bytes.length);
        }
    }

    private void awaitLines(long lines) throws InterruptedException {
        Await.until(lines + " lines", () -> agent.lines() >= lines);
    }

    @Test
    void forwardsALineAsItCame() throws Exception {
        start(false, null, 100);
        send(
                "page.views:1:2|c|@0.5|#a:b,,c|T1657100430|c:ci-1f|e:cn-x|card:low|z:later\n_e{1,1}:a|b|#x\n_sc|db|2|m:gone\n");
        awaitLines(3);

        Sample sample = agent.messages(Sample.class).get(0);
        assertThat(sample.values()).containsExactly(1.0, 2.0);
        assertThat(sample.tags()).containsExactly("a:b", "", "c");
        assertThat(sample.timestamp()).isEqualTo(1657100430);
        assertThat(sample.origin().cardinality()).isEqualTo("low");
        assertThat(agent.messages(Event.class)).hasSize(1);
        assertThat(agent.messages(ServiceCheck.class).get(0).message()).isEqualTo("gone");
        assertThat(agent.packets()).isOne();
    }

    @Test
    void forwardsOverUdpToo() throws Exception {
        try (StrictServer udp = StrictServer.udp();
                Relay relay = Relay.start(
                        new RelayConfig(
                                List.of(URI.create("unixstream://" + folder.resolve("relay"))),
                                URI.create(udp.url()),
                                null,
                                false,
                                10,
                                NativeAccess.OF_THE_CLASS_PATH),
                        registry)) {
            send("a:1|c");
            Await.until("the line", () -> udp.lines() == 1);
            send("a:2|c");
            Await.until("the next line", () -> udp.lines() == 2);

            assertThat(relay.linesDropped()).isZero();
        }
    }

    @Test
    void forwardsWhatItDoesNotUnderstandAndCountsIt() throws Exception {
        Relay relay = start(false, null, 100);
        send("a:1|future");
        awaitLines(1);

        assertThat(relay.linesMalformed()).isOne();
        assertThat(agent.complaints()).containsExactly("unknown type: future in a:1|future");
    }

    @Test
    void datadogsOwnClientArrivesUnchanged() throws Exception {
        String url = start(false, null, 100).urls().get(0);
        try (NonBlockingStatsDClient client = new NonBlockingStatsDClientBuilder()
                .hostname("127.0.0.1")
                .port(URI.create(url).getPort())
                .enableTelemetry(false)
                .enableAggregation(false)
                .build()) {
            client.count("orders", 3, "kind:new");
            client.gauge("depth", 1.5);
            client.recordDistributionValue("latency", 0.25, "route:/a");
            client.recordSetValue("users", "u1");
            client.recordEvent(com.timgroup.statsd.Event.builder()
                    .withTitle("deployed")
                    .withText("v1")
                    .build());
            awaitLines(5);
        }
        assertThat(agent.messages(Sample.class))
                .extracting(sample -> sample.name() + sample.values() + sample.setValue() + sample.type())
                .containsExactly("orders[3.0]c", "depth[1.5]g", "latency[0.25]d", "users[]u1s");
        assertThat(agent.messages(Event.class).get(0).title()).isEqualTo("deployed");
        assertThat(registry.get("orders").tag("kind", "new").counter().count()).isEqualTo(3);
        assertThat(registry.get("depth").gauge().value()).isEqualTo(1.5);
        assertThat(registry.get("latency").tag("route", "/a").summary().totalAmount())
                .isEqualTo(0.25);
    }

    @Test
    void micrometersStatsdRegistryArrivesUnchanged() throws Exception {
        int port = URI.create(start(false, null, 100).urls().get(0)).getPort();
        StatsdConfig config = new StatsdConfig() {
            @Override
            public @Nullable String get(String key) {
                return switch (key) {
                    case "statsd.host" -> "127.0.0.1";
                    case "statsd.port" -> Integer.toString(port);
                    case "statsd.pollingFrequency" -> "1s";
                    default -> null;
                };
            }
        };
        StatsdMeterRegistry statsd = new StatsdMeterRegistry(config, Clock.SYSTEM);
        // What is recorded before its connection is up is lost in that registry.
        Await.until("both meters", () -> {
            statsd.counter("orders.placed", "kind", "new").increment(2);
            statsd.timer("answer").record(Duration.ofMillis(5));
            return registry.find("answer").timer() != null
                    && registry.find("orders.placed").counter() != null;
        });
        statsd.close();
        String orders = "orders.placed|c|kind:new,statistic:count";
        Await.until(
                "all of it",
                () -> agent.totals().of(orders).sum()
                        == registry.get("orders.placed").counter().count());

        assertThat(agent.totals().of(orders).sum()).isPositive();
        assertThat(agent.messages(Sample.class))
                .anyMatch(sample ->
                        sample.name().equals("answer") && sample.type().equals("ms"));
        Timer answer = registry.get("answer").timer();
        assertThat(answer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5.0 * answer.count());
    }

    @Test
    void sampledValuesCountAsOftenAsTheySay() throws Exception {
        start(false, null, 100);
        send("hits:1|c|@0.1\nlatency:2|h|@0.25");
        awaitLines(2);

        assertThat(registry.get("hits").counter().count()).isEqualTo(10);
        assertThat(registry.get("latency").summary().count()).isEqualTo(4);
    }

    @Test
    void aMappingFileGivesNamesAndLabels() throws Exception {
        start(false, """
                defaults:
                  observer_type: histogram
                  histogram_options:
                    buckets: [0.1, 1]
                mappings:
                - match: "(.*)_time"
                  match_type: regex
                  name: "work"
                  labels: {job: "$1"}
                - match: "shop.*.orders.*"
                  match_metric_type: counter
                  name: "shop_orders"
                  labels: {shop: "$1", kind: "${2}s"}
                - match: "noise.*"
                  action: drop
                  name: "dropped"
                """, 100);
        send("shop.berlin.orders.book:2|c|#kind:x,free:yes\nnoise.a:1|g\nimport_time:500|ms\nother:1|g");
        awaitLines(4);

        assertThat(registry.get("shop_orders")
                        .tags("shop", "berlin", "kind", "books", "free", "yes")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("work")
                        .tag("job", "import")
                        .timer()
                        .takeSnapshot()
                        .histogramCounts())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(registry.find("noise.a").meter()).isNull();
        assertThat(registry.get("other").gauge().value()).isOne();
    }

    @Test
    void saysWhatIsWrongWithAMappingFile() {
        assertThatThrownBy(() -> start(false, "mappings: [{match: a, name: b, ttl: soon}]", 1))
                .hasMessageContaining("mapping 1 has the ttl soon, expected one such as 30s or 1h30m");
        assertThatThrownBy(() -> start(false, "mappings: [{name: b}]", 1))
                .hasMessageContaining("mapping 1 has no match");
        assertThatThrownBy(() -> start(false, "a: [", 1)).hasMessageContaining("not a mapping file");
    }

    @Test
    void whatExceedsTheBudgetIsFoldedIntoOneSeries() throws Exception {
        start(false, null, 3);
        StringBuilder packet = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            packet.append("c:1|c|#i:").append(i).append('\n');
        }
        send(packet.toString());
        awaitLines(10);

        assertThat(registry.get("c").tag("i", "overflow").counter().count()).isEqualTo(7);
        assertThat(registry.get("crowsnest.series.overflow")
                        .tag("metric", "c")
                        .counter()
                        .count())
                .isEqualTo(7);
    }

    @Test
    void tagsInAnotherOrderAreTheSameSeries() throws Exception {
        start(false, null, 100);
        send("g:1|g|#a:1,b:2\ng:2|g|#b:2,a:1\ng:5|g|#b:2");
        awaitLines(3);

        assertThat(registry.get("g").tags("a", "1", "b", "2").gauge().value()).isEqualTo(2);
        assertThat(registry.get("g").tags("a", "", "b", "2").gauge().value()).isEqualTo(5);
    }

    @Test
    void aNameThatTheAgentHasIsKeptApart() throws Exception {
        registry.counter("http.server.requests").increment(100);
        start(false, null, 100);
        send("http.server.requests:1|c");
        awaitLines(1);

        assertThat(registry.get("statsd.http.server.requests").counter().count())
                .isOne();
        assertThat(registry.get("http.server.requests").counter().count()).isEqualTo(100);
    }

    @Test
    void whatNobodySendsAnyMoreGoes() {
        Mirror mirror = new Mirror(
                registry, Mapping.parse("mappings: [{match: short, name: short, ttl: 1m}]"), 10, new RelayFigures());
        take(mirror, "short:1|g", 0);
        take(mirror, "long:1|c", 0);
        take(mirror, "level:1|g", 0);
        long minute = 60_000_000_000L;

        mirror.expire(2 * minute);
        assertThat(registry.find("short").meter()).isNull();
        assertThat(registry.find("level").meter()).isNotNull();
        mirror.expire(11 * minute);
        assertThat(registry.find("level").meter()).isNull();
        assertThat(registry.find("long").meter()).isNotNull();
        mirror.expire(61 * minute);
        assertThat(registry.find("long").meter()).isNull();
        assertThat(mirror.size()).isZero();
        take(mirror, "long:1|c", 62 * minute);
        assertThat(registry.get("long").counter().count()).isOne();
    }

    private static void take(Mirror mirror, String text, long nanoTime) {
        StatsdLine line = new StatsdLine();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(line.read(bytes, 0, bytes.length)).isNull();
        mirror.take(line, nanoTime);
    }

    @Test
    void onRequestTwoSecondsAreSummedUp() throws Exception {
        start(true, null, 100);
        send(
                "c:1|c|#a:b\nc:1|c|@0.5|#a:b\nc:2:3|c|#a:b\ng:1|g\ng:2|g\nl:1:2|d\nl:3|d\nu:x|s\nu:x|s\nu:y|s\nold:1|c|T1657100430");
        awaitLines(6);

        assertThat(agent.messages(Sample.class))
                .extracting(sample -> sample.name() + sample.values() + sample.setValue())
                .containsExactlyInAnyOrder("old[1.0]", "c[8.0]", "g[2.0]", "l[1.0, 2.0, 3.0]", "u[]x", "u[]y");
    }

    @Test
    void whatIsPackedFitsIntoADatagram() throws Exception {
        try (StrictServer udp = StrictServer.udp();
                Relay relay = Relay.start(
                        new RelayConfig(
                                List.of(URI.create("unixstream://" + folder.resolve("relay"))),
                                URI.create(udp.url()),
                                null,
                                true,
                                10,
                                NativeAccess.OF_THE_CLASS_PATH),
                        registry)) {
            send(("latency:1.2345678901|d|#route:" + "a".repeat(600) + '\n').repeat(100));

            Await.until(
                    "all values",
                    () -> udp.messages(Sample.class).stream()
                                    .mapToInt(each -> each.values().size())
                                    .sum()
                            == 100);
            assertThat(relay.linesDropped()).isZero();
        }
    }

    @Test
    void whatCannotBeShownIsForwardedAndCountedAndTheLinesBehindItAreShown() throws Exception {
        registry.config().meterFilter(new Refusing());
        Relay relay = start(false, null, 100);
        relay.bindTo(registry);
        send("first:1|c\nodd:1|d\nlast:1|c");
        awaitLines(3);

        assertThat(agent.lines()).isEqualTo(3);
        assertThat(registry.get("last").counter().count()).isOne();
        assertThat(registry.get(Catalogue.CROWSNEST_RELAY_LINES_UNMIRRORED.name())
                        .tag("reason", "failed")
                        .functionCounter()
                        .count())
                .isOne();
    }

    /** Lets no meter of one name be made. */
    private static final class Refusing implements MeterFilter {

        @Override
        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
            if (id.getName().equals("odd")) {
                throw new IllegalStateException("odd");
            }
            return config;
        }
    }

    @Test
    void aBucketUpToZeroOfAMappingFileHarmsNobody() throws Exception {
        start(false, """
                mappings:
                - match: latency
                  name: latency
                  observer_type: histogram
                  histogram_options: {buckets: [0, 1]}
                """, 100);
        send("latency:0.5|d");
        awaitLines(1);

        assertThat(registry.get("latency").summary().takeSnapshot().histogramCounts())
                .extracting(CountAtBucket::bucket)
                .containsExactly(1.0, Double.POSITIVE_INFINITY);
    }

    @Test
    void whatACounterCannotHoldIsForwardedAndSaidNotToBeShown() throws Exception {
        start(false, null, 100).bindTo(registry);
        send("hits:2|c");
        send("hits:-1|c");
        send("hits:1e308|c|@0.0001");
        awaitLines(3);

        assertThat(registry.get("hits").counter().count()).isEqualTo(2);
        assertThat(registry.get("crowsnest.relay.lines.unmirrored")
                        .tag("reason", "out_of_range")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aMillionHostileLinesDoNoHarm() throws Exception {
        Relay relay = start(false, null, 100);
        agent.keeping(0);
        HostileLines lines = new HostileLines(3);
        byte[] packet = new byte[8000];
        long sent = 0;
        try (RawClient client = new RawClient(folder.resolve("relay"))) {
            int length = 0;
            for (int i = 0; i < 1_000_000; i++) {
                byte[] line = lines.next();
                if (length + line.length + 1 > packet.length) {
                    client.send(packet, length);
                    length = 0;
                }
                System.arraycopy(line, 0, packet, length, line.length);
                length += line.length;
                packet[length++] = '\n';
                sent += line.length > 0 ? 1 : 0;
            }
            client.send(packet, length);
            long all = sent;
            Await.until("all lines", () -> relay.lines() == all);
            send("fine:1|c");
            Await.until("the line after", () -> relay.lines() == all + 1);
        }
        assertThat(relay.linesMalformed()).isBetween(100_000L, 900_000L);
        assertThat(registry.getMeters()).hasSizeLessThan(101_000);
        assertThat(relay.health().lastError()).isNull();
    }

    @Test
    void halfAMillionLinesArriveAllOfThem() throws Exception {
        start(false, null, 1000);
        agent.keeping(0);
        int count = 500_000;
        byte[] packet = new byte[1432];
        try (RawClient client = new RawClient(folder.resolve("relay"))) {
            int length = 0;
            for (int i = 0; i < count; i++) {
                byte[] line = ("shop.orders.placed:" + (i & 7) + "|c|#shop:s" + i % 500 + ",kind:new\n")
                        .getBytes(StandardCharsets.US_ASCII);
                if (length + line.length > packet.length) {
                    client.send(packet, length);
                    length = 0;
                }
                System.arraycopy(line, 0, packet, length, line.length);
                length += line.length;
            }
            client.send(packet, length);
            awaitLines(count);
        }

        assertThat(agent.lines()).isEqualTo(count);
        assertThat(agent.complaints()).isEmpty();
        assertThat(registry.get("shop.orders.placed").counters().stream()
                        .mapToDouble(c -> c.count())
                        .sum())
                .isEqualTo(count / 8.0 * 28);
    }

    @Test
    void refusesASocketFileOnWhichSomebodyListens() throws Exception {
        try (StrictServer other = StrictServer.unixStream(folder.resolve("relay"))) {
            assertThat(other.url()).isNotEmpty();
            assertThatThrownBy(() -> start(false, null, 1)).hasMessageContaining("another process does");
        }
    }
}
