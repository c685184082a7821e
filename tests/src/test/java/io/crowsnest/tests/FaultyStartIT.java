package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.crowsnest.dogstatsd.StrictServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * How much later a service with Tomcat, two pools and an executor is ready when something is wrong around the agent. Each fault is compared with the
 * same settings where it is not there, so that nothing but the fault makes the difference: right after each other, in turns one or the other first, and
 * the median of the ratios counts. A pair without a fault shows what the machine itself adds.
 *
 * <p>Takes half a minute a round and a quiet machine, so only on demand: {@code -Dcrowsnest.tests.starts=9}, so many rounds.
 */
@Isolated("measures how long starts take")
@EnabledIfSystemProperty(named = "crowsnest.tests.starts", matches = "\\d+")
final class FaultyStartIT {

    private static final int ROUNDS = Integer.getInteger("crowsnest.tests.starts", 9);
    private static final double MOST = 1.05;

    @TempDir
    Path folder;

    /**
     * A fault.
     *
     * @param faulty settings with which it is there
     * @param sound the same where all is well
     */
    private record Fault(String name, String faulty, String sound) {}

    /** Milliseconds until the service was ready. */
    private record Starts(long faulty, long sound) {
        double ratio() {
            return (double) faulty / sound;
        }
    }

    @Test
    void whateverIsWrongTheServiceIsReadyAsSoonAndEndsAsItWould() throws IOException {
        Map<String, List<Starts>> all = new LinkedHashMap<>();
        try (ServerSocket taken = listen();
                ServerSocket silent = listen();
                LogCollector elasticsearch = new LogCollector();
                Answering refusing = new Answering(401);
                Answering accepting = new Answering(204);
                StrictServer datadog = StrictServer.udp()) {
            List<Fault> faults = faults(
                    taken.getLocalPort(),
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    elasticsearch.url(),
                    refusing.url(),
                    accepting.url(),
                    datadog.url());
            // The first round warms the disk's cache.
            for (int round = 0; round <= ROUNDS; round++) {
                for (Fault fault : faults) {
                    Starts starts = starts(fault, round % 2 == 0);
                    if (round > 0) {
                        all.computeIfAbsent(fault.name, any -> new ArrayList<>())
                                .add(starts);
                    }
                }
            }
        }

        all.forEach(FaultyStartIT::print);
        assertThat(all).allSatisfy((name, starts) -> assertThat(median(starts)).isLessThanOrEqualTo(MOST));
    }

    private List<Fault> faults(
            int taken, String silent, URI elasticsearch, String refusing, String accepting, String datadog)
            throws IOException {
        String closed;
        try (ServerSocket socket = listen()) {
            closed = "127.0.0.1:" + socket.getLocalPort();
        }
        Path right = Files.writeString(folder.resolve("right.yaml"), "prometheus:\n  port: 0\n");
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "prometheus: [port: {\n  ]");
        Path noFile = Files.createDirectory(folder.resolve("taken.json"));
        String any = "prometheus.port=0";
        String logs = any + ",logs.spool.directory=" + folder.resolve("spool") + ",";
        String sound = logs + "elasticsearch.url=" + elasticsearch;
        String push = any + ",prometheus.push.protocol=remote-write,prometheus.push.url=";
        return List.of(
                new Fault("none", any, any),
                new Fault("port taken", "prometheus.port=" + taken, any),
                new Fault("unknown keys, wrong values", any + ",promethius.path=/x,metrics.series-limit=many", any),
                new Fault("no settings file", any + ",config=/no/such/file.yaml", any),
                new Fault("malformed settings file", any + ",config=" + wrong, any + ",config=" + right),
                new Fault("Elasticsearch gone", logs + "elasticsearch.url=http://" + closed, sound),
                new Fault("Elasticsearch silent", logs + "elasticsearch.url=" + silent, sound),
                new Fault("Elasticsearch refusing", logs + "elasticsearch.url=" + refusing, sound),
                new Fault("Logstash gone", logs + "logstash.url=lumberjack://" + closed, sound),
                new Fault("log file a folder", logs + "logs.file=" + noFile, logs + "logs.file=" + folder.resolve("l")),
                new Fault("Datadog gone", any + ",datadog.url=udp://" + closed, any + ",datadog.url=" + datadog),
                new Fault("receiver gone", push + "http://" + closed, push + accepting));
    }

    private static Starts starts(Fault fault, boolean faultyFirst) {
        if (faultyFirst) {
            long faulty = start(fault.faulty);
            return new Starts(faulty, start(fault.sound));
        }
        long sound = start(fault.sound);
        return new Starts(start(fault.faulty), sound);
    }

    /** Milliseconds until the service is ready. */
    private static long start(String settings) {
        Matrix.Case scenario = Matrix.cases("live").findFirst().orElseThrow();
        long begin = System.nanoTime();
        try (ForkedJvm jvm = new Matrix.Case(
                        scenario.row(), scenario.version(), Jdks.all().get(0))
                .jvm()
                .run("0", Storefront.H2)
                .agentJar(Artefacts.agent(), settings)
                .start()) {
            jvm.awaitStdout("port (\\d+)");
            long took = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            assertThat(jvm.finish().exitCode()).as(settings).isZero();
            return took;
        }
    }

    private static void print(String name, List<Starts> starts) {
        List<Double> ratios = sorted(starts);
        System.out.printf(
                "start with a fault, times of without: %.3f (%.3f to %.3f in %d rounds, %d ms without) %s%n",
                median(starts),
                ratios.get(0),
                ratios.get(ratios.size() - 1),
                ratios.size(),
                starts.stream().mapToLong(Starts::sound).sorted().toArray()[starts.size() / 2],
                name);
    }

    private static double median(List<Starts> starts) {
        return sorted(starts).get(starts.size() / 2);
    }

    private static List<Double> sorted(List<Starts> starts) {
        return starts.stream().map(Starts::ratio).sorted().toList();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    }

    /** Something that says the same to everybody. */
    private static final class Answering implements AutoCloseable {

        private final HttpServer server;

        Answering(int status) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
