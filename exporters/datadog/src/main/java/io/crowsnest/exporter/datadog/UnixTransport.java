package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A socket file of either kind. Which kind it is shows when a packet is sent, and can change when the Agent is started anew: what does not go one
 * way is tried the other way, and the way that worked comes first from then on. Datadog's own clients find out like this, too. We begin with a
 * stream, for which the JDK is enough.
 */
final class UnixTransport implements Transport {

    private final Path file;
    private Transport likely;
    private Transport other;

    UnixTransport(Path file, NativeAccess nativeAccess) {
        this(file, new UnixStreamTransport(file), new UnixDatagramTransport(file, nativeAccess));
    }

    UnixTransport(Path file, Transport likely, Transport other) {
        this.file = file;
        this.likely = likely;
        this.other = other;
    }

    @Override
    public void refresh() throws IOException {
        likely.refresh();
    }

    @Override
    public void send(ByteBuffer packet) throws IOException {
        int start = packet.position();
        try {
            likely.send(packet);
        } catch (Stuck e) {
            throw e;
        } catch (IOException e) {
            packet.position(start);
            sendTheOtherWay(packet, e);
        }
    }

    private void sendTheOtherWay(ByteBuffer packet, IOException reason) throws IOException {
        try {
            other.send(packet);
        } catch (Stuck e) {
            swap();
            throw e;
        } catch (IOException e) {
            String both = "cannot send to " + file + ": " + reason.getMessage() + "; " + e.getMessage();
            throw new IOException(both, reason);
        }
        swap();
    }

    private void swap() {
        Transport right = other;
        other = likely;
        likely = right;
    }

    @Override
    public boolean wasRefused() {
        return false;
    }

    @Override
    public int packetSize() {
        return Math.min(likely.packetSize(), other.packetSize());
    }

    @Override
    public void close() {
        likely.close();
        other.close();
    }
}
