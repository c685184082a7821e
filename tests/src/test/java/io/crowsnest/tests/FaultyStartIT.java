package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
 * How much later a service with Tomcat, two pools and an executor is ready when something is wrong around the agent. Takes minutes and a quiet
 * machine, so only on demand: {@code -Dcrowsnest.tests.starts=9}, so many starts of each kind.
 */
@Isolated("measures how long starts take")
@EnabledIfSystemProperty(named = "crowsnest.tests.starts", matches = "\\d+")
final class FaultyStartIT {

    private static final int ROUNDS = Integer.getInteger("crowsnest.tests.starts", 9);
    private static final String NOTHING_WRONG = "nothing wrong";
    private static final double MOST = 1.05;

    @TempDir
    Path folder;

    @Test
    void whateverIsWrongTheServiceIsReadyAsSoonAndEndsAsItWould() throws IOException {
        Map<String, List<Long>> millis = new LinkedHashMap<>();
        try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> kinds = kinds(taken.getLocalPort(), silent.getLocalPort());
            // The first round warms the disk's cache.
            for (int round = 0; round <= ROUNDS; round++) {
                for (Map.Entry<String, String> kind : kinds.entrySet()) {
                    long took = start(kind.getValue());
                    if (round > 0) {
                        millis.computeIfAbsent(kind.getKey(), any -> new ArrayList<>())
                                .add(took);
                    }
                }
            }
        }

        double normal = median(millis.get(NOTHING_WRONG));
        Map<String, Double> share = new LinkedHashMap<>();
        millis.forEach((kind, each) -> share.put(kind, median(each) / normal));
        System.out.printf("starts: %.0f ms where nothing is wrong, times of it: %s%n", normal, share);
        assertThat(share).allSatisfy((kind, times) -> assertThat(times).isLessThanOrEqualTo(MOST));
    }

    private Map<String, String> kinds(int taken, int silent) throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        String spool = ",logs.spool.directory=" + folder.resolve("spool");
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put(NOTHING_WRONG, "prometheus.port=0");
        kinds.put("port taken", "prometheus.port=" + taken);
        kinds.put(
                "wrong settings",
                "prometheus.port=0,promethius.path=/x,metrics.series-limit=many,config=/no/such/file");
        kinds.put("logs to a file", "prometheus.port=0,logs.file=" + folder.resolve("logs.json") + spool);
        kinds.put("Elasticsearch gone", "prometheus.port=0,elasticsearch.url=http://127.0.0.1:" + closed + spool);
        kinds.put("Elasticsearch silent", "prometheus.port=0,elasticsearch.url=http://127.0.0.1:" + silent + spool);
        kinds.put("Logstash gone", "prometheus.port=0,logstash.url=lumberjack://127.0.0.1:" + closed + spool);
        kinds.put("Datadog gone", "prometheus.port=0,datadog.url=udp://127.0.0.1:" + closed);
        kinds.put(
                "receiver gone",
                "prometheus.port=0,prometheus.push.protocol=remote-write,prometheus.push.url=http://127.0.0.1:"
                        + closed);
        return kinds;
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

    private static double median(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
