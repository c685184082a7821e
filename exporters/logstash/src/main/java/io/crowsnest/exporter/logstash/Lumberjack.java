package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Talks Lumberjack over a connection: two windows on their way, and one acknowledgement after the other.
 *
 * <p>A server whose queue is full sends keep-alives for as long as it takes. That is no failure: another connection would
 * only bring the same events a second time. It is said after a while, because nothing else would tell.
 */
final class Lumberjack {

    private final Timing timing;
    private final Consumer<String> log;
    private final WindowEncoder encoder = new WindowEncoder();

    Lumberjack(Timing timing, Consumer<String> log) {
        this.timing = timing;
        this.log = log;
    }

    /** Sends what is open of the batch until all is acknowledged. */
    void send(Connection connection, Delivery delivery) throws IOException {
        delivery.restart();
        long since = System.nanoTime();
        boolean stalled = false;
        while (delivery.isOpen()) {
            write(connection, delivery);
            boolean news = delivery.acknowledged(readAcknowledgement(connection));
            Duration waited = Duration.ofNanos(System.nanoTime() - since);
            if (!news && !stalled && waited.compareTo(timing.stall()) >= 0) {
                stalled = true;
                log.accept("logs stalled destination=" + LogstashDestination.NAME + " host="
                        + connection.host().getAuthority() + " for=" + waited.toSeconds()
                        + "s hint=\"it is there, but takes no events: its queue or outputs are blocked\"");
            }
            if (news) {
                if (stalled) {
                    stalled = false;
                    log.accept("logs flowing again destination=" + LogstashDestination.NAME + " after="
                            + waited.toSeconds() + "s");
                }
                since = System.nanoTime();
            }
        }
    }

    private void write(Connection connection, Delivery delivery) throws IOException {
        OutputStream out = connection.out();
        try {
            for (List<Document> window = delivery.nextWindow(); !window.isEmpty(); window = delivery.nextWindow()) {
                out.write(encoder.encode(window));
                out.flush();
            }
        } catch (IOException e) {
            readRest(connection, delivery);
            throw e;
        }
    }

    /** A server that closes the connection may have acknowledged something before: that tells how far it has got. */
    private static void readRest(Connection connection, Delivery delivery) {
        try {
            while (delivery.isOpen()) {
                delivery.acknowledged(readAcknowledgement(connection));
            }
        } catch (IOException e) {
            // That was all. Why writing failed is what is to be said.
        }
    }

    private static long readAcknowledgement(Connection connection) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(connection.read(Window.ACK_LENGTH));
        byte version = frame.get();
        byte type = frame.get();
        if (version != Window.VERSION || type != Window.ACK) {
            throw new ProtocolException(
                    String.format("not a Lumberjack server: its answer begins with %02x %02x", version, type));
        }
        return Integer.toUnsignedLong(frame.getInt());
    }
}
