package io.crowsnest.dogstatsd;

import io.crowsnest.dogstatsd.Message.Sample;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Takes DogStatsD on a UDP port or a Unix socket of either kind, and judges every line. Datagrams of more than 8,192 bytes are cut, longer packets on a
 * stream end the connection, as in the Agent.
 */
public final class StrictServer implements AutoCloseable {

    private static final int BUFFER = 8192;

    private final AutoCloseable socket;
    private final String url;
    private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong lines = new AtomicLong();
    private final AtomicLong largest = new AtomicLong();
    private final List<String> complaints = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final Totals totals = new Totals();
    private volatile int keep = 10_000;

    private StrictServer(AutoCloseable socket, String url) {
        this.socket = socket;
        this.url = url;
    }

    /** A server on any port of the loopback interface. */
    public static StrictServer udp() throws IOException {
        return udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** A server on this address. */
    public static StrictServer udp(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        channel.bind(address);
        InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
        StrictServer server =
                new StrictServer(channel, "udp://" + bound.getAddress().getHostAddress() + ":" + bound.getPort());
        server.run("dogstatsd-udp", () -> server.receive(channel));
        return server;
    }

    /** A server on a socket file for datagrams, which it makes anew; its URL does not say of which kind it is. */
    public static StrictServer unixDatagram(Path file) throws IOException {
        Files.deleteIfExists(file);
        DatagramChannel channel = AFUNIXDatagramChannel.open();
        channel.bind(AFUNIXSocketAddress.of(file));
        StrictServer server = new StrictServer(channel, "unix://" + file);
        server.run("dogstatsd-unixgram", () -> server.receive(channel));
        return server;
    }

    /** A server on a socket file for streams, which it makes anew. */
    public static StrictServer unixStream(Path file) throws IOException {
        Files.deleteIfExists(file);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(file));
        StrictServer server = new StrictServer(channel, "unixstream://" + file);
        server.run("dogstatsd-unix", () -> {
            while (true) {
                SocketChannel connection = channel.accept();
                server.connections.add(connection);
                server.run("dogstatsd-connection", () -> server.read(connection));
            }
        });
        return server;
    }

    /** Where it listens, as the setting {@code datadog.url} wants it. */
    public String url() {
        return url;
    }

    /** Keeps the first messages only, up to this many; totals know all. */
    public StrictServer keeping(int newKeep) {
        keep = newKeep;
        return this;
    }

    /** Packets that came. */
    public long packets() {
        return packets.get();
    }

    /** Lines that came, good or bad. */
    public long lines() {
        return lines.get();
    }

    /** Size of the largest packet, in bytes. */
    public long largestPacket() {
        return largest.get();
    }

    /** Whatever was wrong with any line. */
    public List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    /** Messages that came, oldest first. */
    public List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** Messages of one kind, oldest first. */
    public <M extends Message> List<M> messages(Class<M> kind) {
        return messages().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What the Agent would make of the samples. */
    public Totals totals() {
        return totals;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Closed, by us or by the sender.
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void receive(DatagramChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        while (true) {
            channel.receive(buffer.clear());
            take(buffer.flip());
        }
    }

    private void read(SocketChannel connection) throws IOException {
        ByteBuffer length = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer packet = ByteBuffer.allocateDirect(BUFFER);
        try (connection) {
            while (true) {
                fill(connection, length.clear());
                int size = length.getInt(0);
                if (size < 0 || size > BUFFER) {
                    complain("packet of " + size + " bytes");
                    return;
                }
                fill(connection, packet.clear().limit(size));
                take(packet.flip());
            }
        } finally {
            connections.remove(connection);
        }
    }

    private static void fill(SocketChannel connection, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (connection.read(buffer) < 0) {
                throw new EOFException();
            }
        }
    }

    private void take(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        packets.incrementAndGet();
        largest.accumulateAndGet(bytes.length, Math::max);
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                if (i > start) {
                    takeLine(Arrays.copyOfRange(bytes, start, i));
                }
                start = i + 1;
            }
        }
    }

    private void takeLine(byte[] line) {
        lines.incrementAndGet();
        try {
            Message message = Grammar.parse(line);
            Tidiness.complaints(message).forEach(this::complain);
            if (message instanceof Sample sample) {
                totals.add(sample);
            }
            synchronized (messages) {
                if (messages.size() < keep) {
                    messages.add(message);
                }
            }
        } catch (Malformed e) {
            complain(e.getMessage() + " in " + new String(line, StandardCharsets.UTF_8));
        }
    }

    private void complain(String complaint) {
        synchronized (complaints) {
            if (complaints.size() < 1000) {
                complaints.add(complaint);
            }
        }
    }

    /** Stops listening and ends all connections, as an Agent does that is stopped. */
    @Override
    public void close() throws IOException {
        try {
            socket.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        for (SocketChannel each : connections) {
            each.close();
        }
        for (Thread each : threads) {
            try {
                // A channel is closed when the thread that reads it has noticed.
                each.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
