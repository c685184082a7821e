package io.crowsnest.exporter.datadog;

import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** One count that people recognise, on the same way as all metrics, to see whether it is open. */
public final class TestMetric {

    /** Name of the count in Datadog; its value is 1. */
    public static final String NAME = "crowsnest.send_test";

    /** What an Agent that is not there is answered with comes at once. */
    private static final int REFUSAL_MILLIS = 300;

    private TestMetric() {}

    /**
     * Sends it with the tags of the configuration, and the tag {@code run}.
     *
     * @throws IOException if it did not leave, or the system says that nobody listens, with a message for users; a datagram can be lost without
     * @throws IllegalArgumentException if the URL names no way to an Agent; the message says what would
     */
    public static void send(DatadogConfig config, String run) throws IOException {
        try (Transport transport = Transport.to(config.url(), config.nativeAccess())) {
            transport.lookUp();
            transport.refresh();
            transport.send(packet(line(Origin.of(config.tags()), run)));
            // That a datagram was refused shows with the next one. An empty line says nothing to an Agent.
            pause();
            transport.send(packet(new byte[] {'\n'}));
            if (transport.wasRefused()) {
                throw new IOException("nobody listens there");
            }
        }
    }

    private static byte[] line(Origin origin, String run) {
        LineWriter line = new LineWriter();
        line.put(Names.metric(NAME)).put(":1|c").put(Series.tail(List.of(Tag.of("run", run)), origin));
        return Arrays.copyOf(line.bytes(), line.length());
    }

    private static ByteBuffer packet(byte[] line) {
        return ByteBuffer.allocateDirect(line.length).put(line).flip();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(REFUSAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
