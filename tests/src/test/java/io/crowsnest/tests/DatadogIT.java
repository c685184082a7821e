package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.crowsnest.dogstatsd.Message.Event;
import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.Message.ServiceCheck;
import io.crowsnest.dogstatsd.StrictServer;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import io.crowsnest.tests.scenario.Stuck;
import io.crowsnest.tests.scenario.WebShop;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The real jar and a strict DogStatsD server in place of the Datadog Agent. */
final class DatadogIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int REQUESTS = 200;

    private static final List<Metric> TIMERS_OF_A_SERVICE = List.of(
            Catalogue.HTTP_SERVER_REQUESTS,
            Catalogue.DB_CLIENT_OPERATION_DURATION,
            Catalogue.DB_CLIENT_STATEMENT_DURATION,
            Catalogue.DB_CLIENT_REQUEST_STATEMENTS,
            Catalogue.HIKARICP_CONNECTIONS_ACQUIRE,
            Catalogue.HIKARICP_CONNECTIONS_USAGE);

    @TempDir
    Path folder;

    @OnEachJdk
    void datadogGetsWhatPrometheusSees(Jdk jdk) throws IOException {
        try (StrictServer datadog =
                        StrictServer.unixStream(folder.resolve("dsd")).keeping(Integer.MAX_VALUE);
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .agent("datadog.url=" + datadog.url(), "datadog.interval=1s", "service.name=orders")
                        .start()) {
            jvm.awaitStdout("worked");
            URI metrics = jvm.awaitMetrics();
            Scrape first = Scrape.until(metrics, "jvm_memory_used_bytes", 1);
            await(datadog, "db.client.operation.duration", 5);
            Scrape last = Scrape.of(metrics);
            jvm.finish().assertAgentIsQuiet();

            assertThat(datadog.complaints()).isEmpty();
            int compared = 0;
            for (Metric metric : Catalogue.ALL) {
                compared += compare(metric, first, last, datadog);
            }
            assertThat(compared).isGreaterThan(10);
            assertThat(last.sum("db_client_operation_duration_seconds_count")).isEqualTo(5);
            assertThat(count(datadog, "db.client.operation.duration")).isEqualTo(5);
            assertThat(sum(datadog, "db.client.operation.duration"))
                    .isCloseTo(last.sum("db_client_operation_duration_seconds_sum"), within(1e-9));
        }
    }

    /** What still moves between two scrapes is in Datadog at least what it was, and in the end at least what it was then. */
    private static int compare(Metric metric, Scrape first, Scrape last, StrictServer datadog) {
        String family = metric.prometheusName();
        return switch (metric.type()) {
            case COUNTER -> {
                if (!last.has(family)) {
                    yield 0;
                }
                assertThat(sum(datadog, metric.name()))
                        .as(family)
                        .isGreaterThanOrEqualTo(first.sum(family) * (1 - 1e-9));
                yield 1;
            }
            case TIMER, SUMMARY -> {
                if (!last.has(family + "_count")) {
                    yield 0;
                }
                assertThat((double) count(datadog, metric.name()))
                        .as(family)
                        .isGreaterThanOrEqualTo(last.sum(family + "_count"));
                assertThat(sum(datadog, metric.name()))
                        .as(family)
                        .isGreaterThanOrEqualTo(last.sum(family + "_sum") * (1 - 1e-9));
                yield 1;
            }
            case GAUGE -> 0;
        };
    }

    /** The Agent's own default. The JVM says nothing of calls to the system. */
    @OnEachJdk
    void aSocketFileForDatagramsIsEnough(Jdk jdk) throws IOException {
        Path file = folder.resolve("dsd.socket");
        try (StrictServer datadog = StrictServer.unixDatagram(file).keeping(Integer.MAX_VALUE);
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .agent(
                                "datadog.url=unix://" + file,
                                "datadog.interval=1s",
                                "datadog.relay.listen=unixstream://" + folder.resolve("relay"))
                        .start()) {
            jvm.awaitStdout("worked");
            URI metrics = jvm.awaitMetrics();
            Scrape.until(metrics, "jvm_memory_used_bytes", 1);
            await(datadog, "db.client.operation.duration", 5);
            send(folder.resolve("relay"), "shop.orders:3|c");
            await(datadog, "shop.orders", 1);
            Scrape last = Scrape.of(metrics);
            jvm.finish().assertAgentIsQuiet().assertNoJvmWarning();

            assertThat(last.sum("crowsnest_datadog_lines_dropped_total")).isZero();
            assertThat(last.sum("db_client_operation_duration_seconds_count")).isEqualTo(5);
            assertThat(count(datadog, "db.client.operation.duration")).isEqualTo(5);
            assertThat(sum(datadog, "db.client.operation.duration"))
                    .isCloseTo(last.sum("db_client_operation_duration_seconds_sum"), within(1e-9));
            assertThat(datadog.largestPacket()).isGreaterThan(1432).isLessThanOrEqualTo(8192);
            assertThat(datadog.complaints()).isEmpty();
            Poll.until(LIMIT, () -> titles(datadog), titles -> titles.size() == 2);
        }
    }

    /** Without an Agent, with one that takes nothing, with another of the other kind: the next step always arrives where there is one. */
    @OnEachJdk
    void aSocketFileMayBeReplacedAtAnyTime(Jdk jdk) throws IOException {
        Path file = folder.resolve("dsd.socket");
        try (ForkedJvm bare = WorkerIT.worker(jdk).start();
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .agent("datadog.url=unix://" + file, "datadog.interval=1s")
                        .start()) {
            jvm.awaitStdout("worked");
            URI metrics = jvm.awaitMetrics();
            Scrape.until(metrics, "jvm_memory_used_bytes", 1);
            Poll.until(LIMIT, () -> notSent(metrics), lost -> lost > 0);
            assertThat(Scrape.get(metrics.resolve("/status")).body())
                    .contains("cannot send to " + file, "nobody takes datagrams");
            for (int start = 0; start < 2; start++) {
                try (StrictServer datagrams = StrictServer.unixDatagram(file)) {
                    Poll.until(LIMIT, datagrams::lines, lines -> lines > 0);
                }
                try (StrictServer stream = StrictServer.unixStream(file)) {
                    Poll.until(LIMIT, stream::lines, lines -> lines > 0);
                }
            }
            Files.deleteIfExists(file);
            try (AFUNIXDatagramChannel full = AFUNIXDatagramChannel.open()) {
                full.bind(AFUNIXSocketAddress.of(file));
                Poll.until(
                        LIMIT,
                        () -> Scrape.get(metrics.resolve("/status")).body(),
                        status -> status.contains("the Agent takes nothing on " + file));
            }
            jvm.finish().assertNoJvmWarning().assertSameAs(bare.finish());
        }
    }

    private static double notSent(URI metrics) {
        return Scrape.of(metrics)
                .sum("crowsnest_datadog_lines_dropped_total", Map.of("exporter", "datadog", "reason", "not_sent"));
    }

    private static void send(Path stream, String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(stream))) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.allocate(Integer.BYTES + bytes.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(bytes.length)
                    .put(bytes)
                    .flip());
        }
    }

    /** All three forms: requests, statements and waits for a connection, in several steps. */
    @OnEachJdk
    void whatAServiceDoesIsTheSameInBoth(Jdk jdk) throws IOException {
        for (String form : List.of("distribution", "histogram", "counts")) {
            try (StrictServer datadog = StrictServer.unixStream(folder.resolve("dsd-" + form))
                            .keeping(Integer.MAX_VALUE);
                    ForkedJvm jvm = ForkedJvm.java(jdk)
                            .classPath(Artefacts.scenarios())
                            .agent("datadog.url=" + datadog.url(), "datadog.interval=1s", "datadog.timers=" + form)
                            .run(WebShop.class)
                            .start()) {
                String port = jvm.awaitStdout("port (\\d+)").group(1);
                URI metrics = jvm.awaitMetrics();
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(Scrape.get(URI.create("http://127.0.0.1:" + port + "/items/" + i % 7))
                                    .statusCode())
                            .isEqualTo(200);
                }
                Scrape scrape = Scrape.until(metrics, "http_server_requests_seconds_count", REQUESTS);
                assertThat(scrape.sum("http_server_requests_seconds_count")).isEqualTo(REQUESTS);
                jvm.finish().assertAgentIsQuiet();

                assertThat(datadog.complaints()).isEmpty();
                for (Metric metric : TIMERS_OF_A_SERVICE) {
                    String family = metric.prometheusName();
                    double count = form.equals("counts")
                            ? sum(datadog, metric.name() + ".count")
                            : count(datadog, metric.name());
                    double sum = sum(datadog, form.equals("counts") ? metric.name() + ".sum" : metric.name());
                    assertThat(scrape.sum(family + "_count")).as(family).isPositive();
                    assertThat(count).as(family).isEqualTo(scrape.sum(family + "_count"));
                    assertThat(sum).as(family).isCloseTo(scrape.sum(family + "_sum"), withinPercentage(1e-7));
                }
            }
        }
    }

    @OnEachJdk
    void theBuiltInPageOfAJvmHasItsFigures(Jdk jdk) throws IOException {
        try (StrictServer datadog = StrictServer.udp();
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .environment("DD_AGENT_HOST", "127.0.0.1")
                        .environment(
                                "DD_DOGSTATSD_PORT",
                                String.valueOf(URI.create(datadog.url()).getPort()))
                        .environment("DD_SERVICE", "orders")
                        .environment("DD_ENV", "test")
                        .environment("DD_VERSION", "1.2.3")
                        .agent("prometheus.enabled=false", "datadog.interval=1s")
                        .start()) {
            Set<String> wanted = Set.of(
                    "jvm.heap_memory",
                    "jvm.heap_memory_max",
                    "jvm.non_heap_memory",
                    "jvm.thread_count",
                    "jvm.loaded_classes",
                    "jvm.gc.old_gen_size",
                    "jvm.gc.minor_collection_count",
                    "jvm.gc.major_collection_time",
                    "jvm.os.open_file_descriptors",
                    "jvm.cpu_load.process");
            Poll.until(LIMIT, () -> names(datadog), names -> names.containsAll(wanted));
            jvm.finish().assertAgentIsQuiet();

            assertThat(names(datadog)).doesNotContain("jvm.memory.used", "jvm.threads.live");
            assertThat(datadog.complaints()).isEmpty();
            assertThat(datadog.messages(Sample.class))
                    .allSatisfy(sample ->
                            assertThat(sample.tags()).contains("service:orders", "env:test", "version:1.2.3"));
            Poll.until(LIMIT, () -> titles(datadog), titles -> titles.contains("orders stopped"));
            assertThat(titles(datadog)).containsExactly("orders started", "orders stopped");
            assertThat(datadog.messages(Event.class).get(0).text()).startsWith("Version 1.2.3, Java");
            assertThat(datadog.messages(ServiceCheck.class))
                    .anyMatch(check -> check.name().equals("crowsnest.up") && check.status() == 0);
        }
    }

    @OnEachJdk
    void theApplicationRunsAsEverWithoutAnAgentOfDatadog(Jdk jdk) {
        try (ForkedJvm bare = WorkerIT.worker(jdk).start();
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .agent("datadog.url=udp://127.0.0.1:9", "datadog.interval=1s")
                        .start()) {
            jvm.awaitStdout("worked");
            URI metrics = jvm.awaitMetrics();
            Scrape.until(metrics, "jvm_memory_used_bytes", 1);
            Map<String, String> exporter = Map.of("exporter", "datadog");
            Poll.until(
                    LIMIT,
                    () -> Scrape.of(metrics),
                    scrape -> scrape.sum("crowsnest_exporter_errors_total", exporter) > 0);
            assertThat(Scrape.get(metrics.resolve("/status")).body())
                    .contains("\"name\":\"datadog\"", "nobody listens");
            jvm.finish().assertSameAs(bare.finish());
        }
    }

    @OnEachJdk
    void datadogIsToldOfDeadlocksAndOfLogsThatDoNotArrive(Jdk jdk) throws IOException {
        Path file = Files.createDirectories(folder.resolve("taken.ndjson"));
        try (StrictServer datadog = StrictServer.unixStream(folder.resolve("dsd"));
                ForkedJvm jvm = ForkedJvm.java(jdk)
                        .classPath(Artefacts.scenarios())
                        .agent(
                                "datadog.url=" + datadog.url(),
                                "datadog.interval=1s",
                                "prometheus.enabled=false",
                                "service.name=orders",
                                "logs.file=" + file)
                        .run(Stuck.class)
                        .start()) {
            jvm.awaitStdout("logged");
            Poll.until(LIMIT, () -> titles(datadog), titles -> titles.contains("Logs do not reach file"));
            assertThat(statuses(datadog)).contains(2);
            // There is room for the file now.
            Files.delete(file);
            Poll.until(LIMIT, () -> titles(datadog), titles -> titles.contains("Logs reach file again"));
            assertThat(titles(datadog)).doesNotContain("Deadlock in orders");
            jvm.goOn();
            Poll.until(LIMIT, () -> titles(datadog), titles -> titles.contains("Deadlock in orders"));
            jvm.finish().assertAgentIsQuiet();

            Poll.until(LIMIT, () -> titles(datadog), titles -> titles.contains("orders stopped"));
            assertThat(titles(datadog))
                    .containsExactly(
                            "orders started",
                            "Logs do not reach file",
                            "Logs reach file again",
                            "Deadlock in orders",
                            "orders stopped");
            assertThat(datadog.messages(Event.class).get(3).text()).startsWith("2 threads wait for each other");
            assertThat(statuses(datadog)).endsWith(0);
            assertThat(datadog.complaints()).isEmpty();
        }
    }

    /** What was said of the destination of logs, one after the other. */
    private static List<Integer> statuses(StrictServer datadog) {
        return datadog.messages(ServiceCheck.class).stream()
                .filter(check -> check.name().equals("crowsnest.destination"))
                .map(ServiceCheck::status)
                .toList();
    }

    @OnEachJdk
    void theApplicationsOwnDogStatsdPassesThrough(Jdk jdk) throws Exception {
        Path listen = folder.resolve("relay");
        try (StrictServer datadog =
                        StrictServer.unixStream(folder.resolve("dsd")).keeping(Integer.MAX_VALUE);
                ForkedJvm jvm = WorkerIT.worker(jdk)
                        .agent(
                                "datadog.url=" + datadog.url(),
                                "datadog.relay.listen=udp://127.0.0.1:0\\,unixstream://" + listen)
                        .start()) {
            URI relay =
                    URI.create(jvm.awaitStderr("relay.*listen=(udp://[^, ]*)").group(1));
            URI metrics = jvm.awaitMetrics();
            byte[] line = "shop.orders:3|c|#kind:book|c:ci-1f".getBytes(StandardCharsets.UTF_8);
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(line, line.length, InetAddress.getLoopbackAddress(), relay.getPort()));
            }
            Scrape scrape = Scrape.until(metrics, "shop_orders_total", 3);
            assertThat(scrape.sum("shop_orders_total", Map.of("kind", "book"))).isEqualTo(3);
            assertThat(scrape.sum("crowsnest_relay_lines_total")).isOne();
            await(datadog, "shop.orders", 1);
            jvm.finish().assertAgentIsQuiet();

            List<Sample> orders = datadog.messages(Sample.class).stream()
                    .filter(sample -> sample.name().equals("shop.orders"))
                    .toList();
            assertThat(orders).hasSize(1);
            assertThat(orders.get(0).origin().containerId()).isEqualTo("1f");
            assertThat(orders.get(0).tags()).containsExactly("kind:book");
        }
    }

    private static Set<String> names(StrictServer datadog) {
        return datadog.messages(Sample.class).stream().map(Sample::name).collect(Collectors.toSet());
    }

    private static List<String> titles(StrictServer datadog) {
        return datadog.messages(Event.class).stream().map(Event::title).toList();
    }

    private static void await(StrictServer datadog, String name, long count) {
        Poll.until(LIMIT, () -> count(datadog, name), came -> came >= count);
    }

    private static long count(StrictServer datadog, String name) {
        return (long) total(datadog, name, sample -> sample.values().size() * Math.floor(1 / sample.rate()));
    }

    private static double sum(StrictServer datadog, String name) {
        return total(
                datadog,
                name,
                sample -> sample.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        / sample.rate());
    }

    private static double total(StrictServer datadog, String name, ToDoubleFunction<Sample> figure) {
        return datadog.messages(Sample.class).stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(figure)
                .sum();
    }
}
