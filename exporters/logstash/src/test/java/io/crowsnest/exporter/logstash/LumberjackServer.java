package io.crowsnest.exporter.logstash;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/** Takes windows and answers as a test says; notes as a fault whatever the protocol doesn't allow. */
final class LumberjackServer implements AutoCloseable {

    /** Makes sockets that are not bound yet. */
    interface Sockets {
        ServerSocket create() throws IOException;
    }

    /** What to do with a window that has been read. */
    interface Script {
        void window(Peer peer, List<String> events) throws IOException;
    }

    private static final Pattern ID = Pattern.compile("^\\{\"@metadata\":\\{\"_id\":\"([-_A-Za-z0-9]{20})\"},\"");

    final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    /** How many events each window had, in the order in which they came. */
    final List<Integer> windows = Collections.synchronizedList(new ArrayList<>());
    /** Whether acknowledgements leave at once, as those of Logstash's input; otherwise some wait for 40 ms, and fewer are lost with a connection. */
    volatile boolean noDelay;

    /** The ids of all events that were acknowledged, as often as they were. */
    final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    final AtomicInteger connections = new AtomicInteger();
    volatile Script script = Peer::take;
    final AtomicInteger crashes = new AtomicInteger();
    /** Says after how many bytes the server crashes the next time. */
    volatile IntSupplier life = () -> Integer.MAX_VALUE;

    private final Sockets sockets;
    private final String scheme;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;
    private int bytesToLive;

    LumberjackServer() throws IOException {
        this("lumberjack", ServerSocket::new);
    }

    LumberjackServer(String scheme, Sockets sockets) throws IOException {
        this.scheme = scheme;
        this.sockets = sockets;
        start(0);
        port = listener.getLocalPort();
    }

    URI url() {
        return URI.create(scheme + "://localhost:" + port);
    }

    /** Stops as a process that is killed does, and starts again at the same port. */
    synchronized void crash() throws IOException {
        crashes.incrementAndGet();
        listener.close();
        for (Socket socket : open) {
            try {
                reset(socket);
            } catch (SocketException e) {
                // Its thread has just closed it.
            }
        }
        // Nobody is there for a moment, as when a process starts again.
        LockSupport.parkNanos(5_000_000);
        start(port);
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void start(int where) throws IOException {
        ServerSocket server = sockets.create();
        bind(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), where));
        bytesToLive = life.getAsInt();
        listener = server;
        threads.execute(() -> listen(server));
    }

    private static void bind(ServerSocket server, InetSocketAddress address) throws IOException {
        server.setReuseAddress(true);
        for (int tries = 1; ; tries++) {
            try {
                server.bind(address);
                return;
            } catch (BindException e) {
                // The thread that waits on the one before lets go of it a moment after it was closed.
                if (tries == 1000) {
                    throw e;
                }
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private void listen(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(noDelay);
                open.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over, or the server has crashed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Peer peer = new Peer(socket);
            while (true) {
                List<String> events = readWindow(peer.in);
                if (events.isEmpty()) {
                    return;
                }
                windows.add(events.size());
                script.window(peer, events);
            }
        } catch (IOException closed) {
            // By the client, or by the script.
        } finally {
            open.remove(socket);
        }
    }

    /** Empty if the client has closed the connection, in order, instead. */
    private List<String> readWindow(DataInputStream in) throws IOException {
        int version = in.read();
        if (version < 0) {
            return List.of();
        }
        verify(version == '2' && in.read() == 'W', "window");
        int count = in.readInt();
        verify(count > 0 && count <= 2048, "count " + count);
        verify(in.read() == '2' && in.read() == 'C', "compressed frame");
        byte[] compressed = new byte[in.readInt()];
        in.readFully(compressed);
        verify(compressed[0] == 0x78 && compressed[1] == 0x5e, "zlib header of levels 2 to 5");
        byte[] frames = new InflaterInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
        verify(count == 1 || frames.length <= 4 << 20, "uncompressed " + frames.length);
        DataInputStream inner = new DataInputStream(new ByteArrayInputStream(frames));
        List<String> events = new ArrayList<>();
        for (int sequence = 1; sequence <= count; sequence++) {
            verify(inner.read() == '2' && inner.read() == 'J', "JSON frame");
            verify(inner.readInt() == sequence, "sequence");
            byte[] json = new byte[inner.readInt()];
            inner.readFully(json);
            String event = new String(json, StandardCharsets.UTF_8);
            verify(ID.matcher(event).find() && event.endsWith("}"), event);
            events.add(event);
        }
        verify(inner.read() < 0, "more than the window");
        return events;
    }

    private void verify(boolean right, String what) throws IOException {
        if (!right) {
            faults.add(what);
            throw new IOException(what);
        }
    }

    static String id(String event) {
        Matcher id = ID.matcher(event);
        return id.find() ? id.group(1) : "";
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** The server's end of a connection. */
    final class Peer {
        final DataInputStream in;
        private final Socket socket;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            in = new DataInputStream(new Mortal(socket.getInputStream()));
        }

        /** Acknowledges a window. */
        void take(List<String> events) throws IOException {
            take(events, events.size());
        }

        /** Acknowledges a window, but closes the connection if one of its events has the message "poison". */
        void takeUnlessPoison(List<String> events) throws IOException {
            if (events.stream().anyMatch(event -> event.contains("\"message\":\"poison\""))) {
                close();
            } else {
                take(events);
            }
        }

        /** Acknowledges the first so many events of a window. */
        void take(List<String> events, int number) throws IOException {
            // An acknowledgement that doesn't arrive is none, but these events are taken all the same.
            events.subList(0, number).forEach(event -> taken.add(id(event)));
            acknowledge(number);
        }

        void acknowledge(int sequence) throws IOException {
            write(acknowledgement(sequence));
        }

        void write(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Closes the connection with a TCP reset. */
        void reset() throws IOException {
            LumberjackServer.reset(socket);
        }

        void close() throws IOException {
            socket.close();
        }
    }

    static byte[] acknowledgement(int sequence) {
        return ByteBuffer.allocate(6)
                .put((byte) '2')
                .put((byte) 'A')
                .putInt(sequence)
                .array();
    }

    /** Input that ends with the server's life. */
    private final class Mortal extends FilterInputStream {
        Mortal(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int got = super.read(bytes, offset, length);
            if (!survives(got)) {
                throw new EOFException("crashed");
            }
            return got;
        }
    }

    private synchronized boolean survives(int bytes) throws IOException {
        bytesToLive -= Math.max(0, bytes);
        if (bytesToLive < 0 && !listener.isClosed()) {
            crash();
            return false;
        }
        return true;
    }
}
