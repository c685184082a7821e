package io.crowsnest.tests;

import io.crowsnest.tests.RepeatedBatchIT.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.lumberjack.io.LumberjackServer;

/** Apache Camel's receiver of Lumberjack, which takes its time to acknowledge what it has, and knows nothing of ids. */
final class LumberjackReceiver implements AutoCloseable {
    private static final long ACKNOWLEDGED_AFTER_MILLIS = 100;

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();
    private final Executor later = CompletableFuture.delayedExecutor(ACKNOWLEDGED_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    private final LumberjackServer server;
    private final int port;

    LumberjackReceiver() throws IOException, InterruptedException {
        port = freePort();
        server = new LumberjackServer("localhost", port, null, Thread::new, (event, acknowledged) -> {
            Map<?, ?> document = (Map<?, ?>) event;
            events.add(
                    new Event((String) document.get("message"), ((Number) document.get("event.sequence")).longValue()));
            later.execute(() -> acknowledged.onComplete(true));
        });
        server.start();
    }

    URI url() {
        return URI.create("lumberjack://localhost:" + port);
    }

    /** In the order in which they arrived. */
    List<Event> events() {
        return List.copyOf(events);
    }

    int size() {
        return events.size();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
