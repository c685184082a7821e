package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Unix datagram socket, which is the Agent's usual one ({@code /var/run/datadog/dsd.socket}). Every packet goes to whoever has the file at that
 * moment, so that nothing has to be done when the Agent starts again.
 *
 * <p>The system keeps few datagrams for an Agent that is slow to read, often ten. We wait for it a little, and no more before it has taken something.
 */
final class UnixDatagramTransport implements Transport {

    /** The Agent's default buffer; what is longer is cut. */
    private static final int PACKET_SIZE = 8192;

    /** For how long a packet may wait until the Agent has room for it; Datadog's own clients give up then, too. */
    private static final long LONGEST_WAIT_NANOS = 100_000_000;

    /** What a socket lacked may be there then, such as a file handle; a Java that cannot have one is not asked for each packet. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    private final Path file;
    private final NativeAccess nativeAccess;
    private @Nullable UnixDatagrams socket;
    private @Nullable String impossible;
    private long refusedAt;
    private boolean isFull;

    UnixDatagramTransport(Path file, NativeAccess nativeAccess) {
        this.file = file;
        this.nativeAccess = nativeAccess;
    }

    @Override
    public void refresh() {
        // Where the file leads to shows when a packet is sent.
    }

    @Override
    public void send(ByteBuffer packet) throws IOException {
        UnixDatagrams open = open();
        long until = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (!open.send(packet)) {
            if (isFull || System.nanoTime() - until > 0) {
                isFull = true;
                throw new Stuck("the Agent takes nothing on " + file);
            }
            Transport.pause();
        }
        isFull = false;
    }

    private UnixDatagrams open() throws IOException {
        UnixDatagrams open = socket;
        if (open != null) {
            return open;
        }
        if (impossible != null && System.nanoTime() - refusedAt < RETRY_NANOS) {
            throw new IOException(impossible);
        }
        try {
            open = UnixDatagrams.open(file, nativeAccess);
        } catch (IOException e) {
            impossible = String.valueOf(e.getMessage());
            refusedAt = System.nanoTime();
            throw e;
        }
        socket = open;
        return open;
    }

    @Override
    public boolean wasRefused() {
        return false;
    }

    @Override
    public int packetSize() {
        return PACKET_SIZE;
    }

    @Override
    public void close() {
        UnixDatagrams open = socket;
        socket = null;
        if (open != null) {
            open.close();
        }
    }
}
