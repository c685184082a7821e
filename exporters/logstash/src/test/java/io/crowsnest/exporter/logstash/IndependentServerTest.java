package io.crowsnest.exporter.logstash;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.Document;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.lumberjack.io.LumberjackServer;
import org.junit.jupiter.api.Test;

/** Apache Camel's receiver reads the same protocol as we write it. */
class IndependentServerTest {

    private final List<Map<?, ?>> received = Collections.synchronizedList(new ArrayList<>());

    @Test
    void receivesTenThousandEventsEachOnce() throws Exception {
        int port = freePort();
        LumberjackServer server = new LumberjackServer("localhost", port, null, Thread::new, (event, callback) -> {
            received.add((Map<?, ?>) event);
            callback.onComplete(true);
        });
        server.start();
        List<Document> all = Documents.documents(10_000);
        LogstashConfig config =
                new LogstashConfig(List.of(URI.create("lumberjack://localhost:" + port)), null, null, null);
        try (LogstashDestination destination = new LogstashDestination(config, line -> {})) {
            // As many at once as the shipper sends, then so many that there are several windows.
            for (int from = 0; from < 5_000; from += 500) {
                send(destination, all.subList(from, from + 500));
            }
            send(destination, all.subList(5_000, 10_000));
        } finally {
            server.stop();
        }

        assertThat(received)
                .extracting(event -> ((Map<?, ?>) event.get("@metadata")).get("_id"))
                .isEqualTo(Documents.ids(all));
        assertThat(received.get(9_999).get("message")).isEqualTo("event 10000");
        assertThat(received.get(9_999).get("event.id")).isEqualTo(all.get(9_999).id());
    }

    private static void send(LogstashDestination destination, List<Document> batch) {
        Answered answer = (Answered) destination.send(batch);
        assertThat(answer.verdicts()).hasSize(batch.size()).allMatch(verdict -> verdict.status() == Status.DELIVERED);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
