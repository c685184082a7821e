package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams over IP. The socket is connected, so that the system says when nobody listens: what it then refuses was the packet before. The host's
 * name is looked up before each step; the JVM remembers the answer for as long as {@code networkaddress.cache.ttl} says, 30 s by default.
 */
final class UdpTransport implements Transport {

    /** What passes every Ethernet in one piece, with room for headers and tunnels. */
    static final int PACKET_SIZE = 1432;

    /** Finds the address of a host. */
    interface Resolver {
        InetAddress resolve(String host) throws UnknownHostException;
    }

    private final String host;
    private final int port;
    private final Resolver resolver;
    private volatile @Nullable InetSocketAddress found;
    private volatile @Nullable UnknownHostException notFound;
    private @Nullable InetSocketAddress address;
    private @Nullable DatagramChannel channel;
    private boolean refused;

    UdpTransport(String host, int port, Resolver resolver) {
        this.host = host;
        this.port = port;
        this.resolver = resolver;
    }

    static UdpTransport to(URI url) {
        AgentAddress agent = AgentAddress.of(url);
        return new UdpTransport(agent.host(), agent.port(), InetAddress::getByName);
    }

    @Override
    public void lookUp() {
        try {
            found = new InetSocketAddress(resolver.resolve(host), port);
            notFound = null;
        } catch (UnknownHostException e) {
            notFound = e;
        }
    }

    @Override
    public void refresh() throws IOException {
        UnknownHostException unknown = notFound;
        if (unknown != null) {
            throw unknown;
        }
        InetSocketAddress now = found;
        if (now != null && !now.equals(address)) {
            close();
            address = now;
        }
    }

    @Override
    public void send(ByteBuffer packet) throws IOException {
        if (address == null) {
            if (found == null && notFound == null) {
                lookUp();
            }
            refresh();
        }
        DatagramChannel open = channel;
        if (open == null) {
            open = connect();
            channel = open;
        }
        try {
            open.write(packet);
        } catch (PortUnreachableException e) {
            // This is about the packet before; this one was not tried.
            refused = true;
            open.write(packet);
        }
    }

    private DatagramChannel connect() throws IOException {
        DatagramChannel open = DatagramChannel.open();
        try {
            return open.connect(address);
        } catch (IOException | RuntimeException e) {
            // No network, say: what is not connected cannot be written to later, either.
            open.close();
            throw e;
        }
    }

    @Override
    public boolean wasRefused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    @Override
    public int packetSize() {
        return PACKET_SIZE;
    }

    @Override
    public void close() {
        DatagramChannel open = channel;
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
