package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.AgentThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Listens on a UDP port. */
final class RelayUdp implements AutoCloseable {

    private static final int LARGEST_DATAGRAM = 65_535;

    /** What waits while we are busy with other things, in bytes; the system may allow less. */
    private static final int RECEIVE_BUFFER = 2 << 20;

    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final DatagramChannel channel;
    private final Relay relay;

    private RelayUdp(DatagramChannel channel, Relay relay) {
        this.channel = channel;
        this.relay = relay;
    }

    /**
     * Listens.
     *
     * @throws IOException if the port is taken, or the address is none of this machine
     */
    static RelayUdp open(URI url, Relay relay) throws IOException {
        String host = url.getHost();
        if (host == null || url.getPort() < 0) {
            throw new IOException("cannot listen on " + url + ", expected one such as udp://127.0.0.1:8126");
        }
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(new InetSocketAddress(InetAddress.getByName(host), url.getPort()));
        } catch (IOException | IllegalArgumentException e) {
            channel.close();
            throw new IOException("cannot listen on " + url + ": " + e.getMessage(), e);
        }
        RelayUdp udp = new RelayUdp(channel, relay);
        new AgentThread("relay-udp", udp::receive).start();
        return udp;
    }

    String url() throws IOException {
        InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
        return "udp://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private void receive() {
        byte[] bytes = new byte[LARGEST_DATAGRAM];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (true) {
            try {
                channel.receive(buffer.clear());
                relay.take(bytes, 0, buffer.position());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                failed(e);
                // Where the system refuses to receive, it does so again at once, and would keep a processor busy.
                LockSupport.parkNanos(this, PAUSE_NANOS);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    /** The application goes on sending, so we go on taking. */
    private void failed(Throwable failure) {
        relay.health().failed("cannot take a datagram: " + failure);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
