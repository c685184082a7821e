package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Unix stream socket. Each packet goes after its length, four bytes, the least significant first. An Agent listens on one when
 * {@code dogstatsd_stream_socket} ({@code DD_DOGSTATSD_STREAM_SOCKET}) names it.
 */
final class UnixStreamTransport implements Transport {

    /** The Agent's default buffer; it ends a connection on which more comes at once. */
    private static final int PACKET_SIZE = 8192;

    /** For how long a packet may wait until the Agent has room for it. */
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

    private final Path path;
    private final ByteBuffer framed = ByteBuffer.allocateDirect(4 + PACKET_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable SocketChannel channel;

    UnixStreamTransport(Path path) {
        this.path = path;
    }

    @Override
    public void refresh() {
        // A socket file that was replaced shows when a packet is sent: the Agent behind the old one has gone.
    }

    @Override
    public void send(ByteBuffer packet) throws IOException {
        framed.clear();
        framed.putInt(packet.remaining());
        framed.put(packet);
        framed.flip();
        SocketChannel open = channel;
        if (open != null) {
            try {
                write(open);
                return;
            } catch (Stuck e) {
                throw e;
            } catch (IOException e) {
                // The Agent has gone, and maybe come again.
                close();
                framed.rewind();
            }
        }
        write(connect());
    }

    private SocketChannel connect() throws IOException {
        SocketChannel open = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            open.connect(UnixDomainSocketAddress.of(path));
            open.configureBlocking(false);
        } catch (IOException e) {
            open.close();
            String hint = String.valueOf(e.getMessage()).contains("wrong type for socket")
                    ? "; it is a datagram socket, expected a stream socket (the Agent's DD_DOGSTATSD_STREAM_SOCKET) or unix://"
                    : "";
            throw new IOException("cannot connect to " + path + ": " + e.getMessage() + hint, e);
        }
        channel = open;
        return open;
    }

    private void write(SocketChannel open) throws IOException {
        long until = System.nanoTime() + LONGEST_WAIT_NANOS;
        while (framed.hasRemaining()) {
            if (open.write(framed) == 0) {
                if (System.nanoTime() - until > 0) {
                    close();
                    throw new Stuck("the Agent takes nothing on " + path);
                }
                Transport.pause();
            }
        }
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
        SocketChannel open = channel;
        channel = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            // There is nothing else to be done with it.
        }
    }
}
