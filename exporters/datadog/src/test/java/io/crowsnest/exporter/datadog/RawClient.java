package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Sends packets over a Unix stream socket, whatever is in them. */
final class RawClient implements AutoCloseable {

    private final SocketChannel channel;

    RawClient(Path file) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(file));
    }

    void send(byte[] packet, int length) throws IOException {
        ByteBuffer framed = ByteBuffer.allocate(4 + length).order(ByteOrder.LITTLE_ENDIAN);
        framed.putInt(length).put(packet, 0, length).flip();
        while (framed.hasRemaining()) {
            channel.write(framed);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
