package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Fills packets with lines and sends them when they are full: lines are joined by line feeds and never divided. Belongs to one thread.
 *
 * <p>What cannot be sent is given up and counted; a line that is sent later would tell of another time.
 */
final class Packets {

    private final Transport transport;
    private final SendFigures figures;
    private final ByteBuffer packet;
    private int lines;
    private int linesBefore;
    private boolean isLost;
    private @Nullable String failure;

    Packets(Transport transport, SendFigures figures) {
        this.transport = transport;
        this.figures = figures;
        this.packet = ByteBuffer.allocateDirect(transport.packetSize());
    }

    /** Begins a step: finds out where the Agent is, which can take seconds. */
    void begin() {
        transport.lookUp();
        beginWhereKnown();
    }

    /** Begins a step that goes to where the Agent was when it was last looked up. */
    void beginWhereKnown() {
        failure = null;
        isLost = false;
        try {
            transport.refresh();
        } catch (IOException e) {
            isLost = true;
            failure = message(e);
        }
    }

    /** Adds lines that have a line feed at the end of each. */
    void add(LineWriter lines) {
        byte[] bytes = lines.bytes();
        int start = 0;
        for (int i = 0; i < lines.length(); i++) {
            if (bytes[i] == '\n') {
                add(bytes, start, i - start);
                start = i + 1;
            }
        }
    }

    /** Adds a line, which has no line feed. */
    void add(byte[] bytes, int from, int length) {
        int needed = packet.position() == 0 ? length : length + 1;
        if (needed > packet.remaining()) {
            flush();
            if (length > packet.capacity()) {
                figures.dropped(SendFigures.Reason.TOO_LONG, 1);
                return;
            }
        }
        if (packet.position() > 0) {
            packet.put((byte) '\n');
        }
        packet.put(bytes, from, length);
        lines++;
    }

    /** Sends what waits. */
    void flush() {
        if (lines == 0) {
            return;
        }
        packet.flip();
        int size = packet.remaining();
        // Where the address is unknown or the first packet of a step fails, the others would wait in vain.
        if (!isLost) {
            try {
                transport.send(packet);
                figures.sent(lines, size);
                if (transport.wasRefused()) {
                    figures.dropped(SendFigures.Reason.REFUSED, linesBefore);
                    failure = "nobody listens";
                }
            } catch (IOException | RuntimeException | Error e) {
                // Whatever the system or the JVM has against this packet: its lines are lost, and it is free for the
                // next ones.
                isLost = true;
                failure = message(e);
            }
        }
        if (isLost) {
            figures.dropped(SendFigures.Reason.NOT_SENT, lines);
        }
        packet.clear();
        linesBefore = lines;
        lines = 0;
    }

    /** Why something was not sent since {@link #begin}; null if all was. */
    @Nullable
    String failure() {
        return failure;
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
