package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.AgentThread;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Listens on a Unix stream socket, for all connections on one thread. Packets come after their length, four bytes, the least significant first. */
final class RelayUnix implements AutoCloseable {

    /** What the Agent takes by default is an eighth of it; more at once is no DogStatsD, and ends the connection. */
    private static final int LARGEST_PACKET = 65_536;

    private static final int MOST_CONNECTIONS = 256;
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Path file;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Relay relay;

    private RelayUnix(Path file, ServerSocketChannel server, Selector selector, Relay relay) {
        this.file = file;
        this.server = server;
        this.selector = selector;
        this.relay = relay;
    }

    /**
     * Listens. A socket file on which nobody listens any more is replaced.
     *
     * @throws IOException if somebody listens on it, or it can't be made
     */
    static RelayUnix open(Path file, Relay relay) throws IOException {
        if (Files.exists(file)) {
            if (isTaken(file)) {
                throw new IOException("cannot listen on " + file + ": another process does");
            }
            Files.delete(file);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(file));
            server.configureBlocking(false);
            Selector selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            RelayUnix unix = new RelayUnix(file, server, selector, relay);
            new AgentThread("relay-unix", unix::run).start();
            return unix;
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean isTaken(Path file) throws IOException {
        if (Files.isRegularFile(file) || Files.isDirectory(file)) {
            return true;
        }
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void run() {
        while (selector.isOpen()) {
            try {
                selector.select();
                for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                    SelectionKey key = ready.next();
                    ready.remove();
                    serve(key);
                }
            } catch (ClosedSelectorException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // The application goes on sending, so we go on taking.
                relay.health().failed("cannot take a packet: " + e);
                // Where no more files may be opened, this fails again at once, and would keep a processor busy.
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.attachment() instanceof Connection connection) {
            if (!connection.read()) {
                key.cancel();
                key.channel().close();
            }
            return;
        }
        SocketChannel accepted = server.accept();
        if (accepted != null && selector.keys().size() > MOST_CONNECTIONS) {
            accepted.close();
            relay.health().failed("more than " + MOST_CONNECTIONS + " connections on " + file);
        } else if (accepted != null) {
            add(accepted);
        }
    }

    private void add(SocketChannel accepted) throws IOException {
        try {
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ, new Connection(accepted));
        } catch (IOException | RuntimeException | Error e) {
            // No memory for it, say: its client is to know, not to write to somebody who never reads.
            accepted.close();
            throw e;
        }
    }

    /** What came over a connection and is not a whole packet yet. */
    private final class Connection {
        private final SocketChannel channel;
        private final byte[] bytes = new byte[4 + LARGEST_PACKET];
        private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        /** Takes what is there; false if the connection is to be closed. */
        boolean read() {
            try {
                int read = channel.read(buffer);
                return takePackets() && read >= 0;
            } catch (IOException e) {
                // The application has gone.
                return false;
            } catch (RuntimeException | Error e) {
                // Not once more: some of its lines are taken.
                relay.health().failed("cannot take a packet: " + e);
                return false;
            }
        }

        private boolean takePackets() {
            int end = buffer.position();
            int at = 0;
            while (end - at >= 4) {
                int size = buffer.getInt(at);
                if (size < 0 || size > LARGEST_PACKET) {
                    relay.health().failed("a packet of " + size + " bytes on " + file);
                    return false;
                }
                if (end - at - 4 < size) {
                    break;
                }
                relay.take(bytes, at + 4, at + 4 + size);
                at += 4 + size;
            }
            System.arraycopy(bytes, at, bytes, 0, end - at);
            buffer.position(end - at);
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        @Nullable IOException failure = null;
        for (SelectionKey key : selector.keys()) {
            try {
                key.channel().close();
            } catch (IOException e) {
                failure = e;
            }
        }
        selector.close();
        server.close();
        Files.deleteIfExists(file);
        if (failure != null) {
            throw failure;
        }
    }
}
