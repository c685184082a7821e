package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.AgentThread;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server for scrapes. The JDK's own would initialise {@code java.util.logging} in the application's JVM, and
 * its limits are properties of the whole JVM.
 *
 * <p>At most {@value #MOST_CONNECTIONS} connections, with a thread each while they are there: a scraper or two in practice. When
 * another client comes, the one that has been sending its request for longest has to leave, then the one that has been idle for
 * longest; so nobody can keep scrapers out by holding connections open. Of those that wait for a thread the first that has sent its
 * request is next.
 */
final class ScrapeServer implements AutoCloseable {

    static final int MOST_CONNECTIONS = 16;

    /** Accepted, and on the way to a thread. */
    private static final int MOST_WAITING = 64;

    /** Clients that come faster than they are looked at wait in the kernel. */
    private static final int BACKLOG = 1024;

    private static final int IDLE_MILLIS = 90_000;
    private static final int ROOM_CHECK_MILLIS = 20;
    private static final long PAUSE_NANOS = 200_000_000;

    private static final byte[] REFUSAL =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket listener;
    private final Map<String, Handler> handlers;
    private final Config config;
    private final Consumer<Throwable> failed;
    private final ArrayDeque<Connection> waiting = new ArrayDeque<>();
    private final List<Connection> served = new ArrayList<>();
    private int workers;
    /** Workers that serve nobody, those included that are only starting. */
    private int freeWorkers;

    private boolean closed;

    /**
     * Where to listen.
     *
     * @param host name or address of an interface
     * @param port 0 for any
     * @param portSpan how many ports from {@code port} on to try
     * @param deadlineMillis for a request to arrive, and for its answer to leave when others wait
     * @param tls the certificate to show, or null for plain HTTP
     */
    record Config(
            String host,
            int port,
            int portSpan,
            int deadlineMillis,
            @Nullable TlsSource tls) {}

    private ScrapeServer(
            ServerSocket listener, Map<String, Handler> handlers, Config config, Consumer<Throwable> failed) {
        this.listener = listener;
        this.handlers = handlers;
        this.config = config;
        this.failed = failed;
    }

    /**
     * Listens on the first free port and answers from then on.
     *
     * @param failed is told what went wrong with a connection for a reason of ours
     * @throws IOException if there is none, or the host is not an interface of this machine
     */
    static ScrapeServer start(Config config, Map<String, Handler> handlers, Consumer<Throwable> failed)
            throws IOException {
        ScrapeServer server = new ScrapeServer(listen(config), Map.copyOf(handlers), config, failed);
        // No lambda: the JVM would have to make its class while the application starts.
        new AgentThread("http", new Runnable() {
                    @Override
                    public void run() {
                        server.accept();
                    }
                })
                .start();
        return server;
    }

    private static ServerSocket listen(Config config) throws IOException {
        InetAddress address = InetAddress.getByName(config.host());
        BindException last = new BindException("no port to try");
        int span = config.port() == 0 ? 1 : config.portSpan();
        for (int port = config.port(); port < config.port() + span && port <= 65535; port++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(address, port), BACKLOG);
                return socket;
            } catch (BindException e) {
                socket.close();
                last = e;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }
        throw last;
    }

    int port() {
        return listener.getLocalPort();
    }

    InetAddress address() {
        return listener.getInetAddress();
    }

    private void accept() {
        while (true) {
            try {
                listener.setSoTimeout(isAnybodyWaiting() ? ROOM_CHECK_MILLIS : 0);
                admit(listener.accept());
            } catch (SocketTimeoutException e) {
                makeRoomOrRefuse();
            } catch (SocketException e) {
                if (isClosed()) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            } catch (IOException | OutOfMemoryError e) {
                // Out of descriptors or threads, say: the application needs them more than we do.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private synchronized void admit(Socket socket) {
        Connection connection = new Connection(socket, handlers, config.deadlineMillis(), IDLE_MILLIS, config.tls());
        if (closed) {
            connection.close();
        } else if (waiting.size() >= MOST_WAITING && !refuseSilent()) {
            refuse(socket);
        } else {
            waiting.add(connection);
            if (freeWorkers < waiting.size() && workers < MOST_CONNECTIONS) {
                new AgentThread("http-" + (workers + 1), this::work).start();
                workers++;
                freeWorkers++;
            } else {
                notifyAll();
            }
            makeRoom();
        }
    }

    /** Closes as many connections as others wait for, if they can be done without. */
    private synchronized void makeRoom() {
        for (int needed = waiting.size() + served.size() - MOST_CONNECTIONS; needed > 0; needed--) {
            Connection dispensable = null;
            for (Connection each : served) {
                if (dispensable == null || each.dispensability() > dispensable.dispensability()) {
                    dispensable = each;
                }
            }
            if (dispensable == null || dispensable.dispensability() <= 0) {
                return;
            }
            served.remove(dispensable);
            dispensable.close();
        }
    }

    /** Whoever waits while all others are being answered should come again. */
    private synchronized void makeRoomOrRefuse() {
        makeRoom();
        if (served.size() >= MOST_CONNECTIONS && served.stream().allMatch(Connection::isAnswered)) {
            waiting.forEach(connection -> refuse(connection.socket()));
            waiting.clear();
        }
    }

    /** Refuses who has waited for longest without a word; false if all have sent a request. */
    private boolean refuseSilent() {
        for (Connection each : waiting) {
            if (!each.hasSent()) {
                waiting.remove(each);
                refuse(each.socket());
                return true;
            }
        }
        return false;
    }

    /** The buffer of a fresh socket has room for a line, so this does not block. */
    private void refuse(Socket socket) {
        try (socket) {
            if (config.tls() == null) {
                socket.getOutputStream().write(REFUSAL);
            }
        } catch (IOException e) {
            // It was to be refused anyway.
        }
    }

    private synchronized boolean isAnybodyWaiting() {
        return !waiting.isEmpty();
    }

    private void work() {
        for (Connection connection = next(); connection != null; connection = next()) {
            serve(connection);
        }
    }

    private void serve(Connection connection) {
        try {
            connection.serve();
        } catch (RuntimeException | Error e) {
            // Costs this client its answer; the next one finds a worker.
            failed.accept(e);
        } finally {
            done(connection);
        }
    }

    /** Null ends the thread: the server is closed, or nobody has come for a while. */
    private synchronized @Nullable Connection next() {
        try {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
            for (long left = IDLE_MILLIS; waiting.isEmpty() && !closed && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            // Nobody interrupts threads of ours but a JVM that goes down.
            closed = true;
        }
        freeWorkers--;
        Connection connection = first();
        if (connection == null) {
            workers--;
        } else {
            connection.taken();
            served.add(connection);
            makeRoom();
        }
        return connection;
    }

    /** Who has sent a request goes before those who have come earlier and said nothing yet. */
    private @Nullable Connection first() {
        for (Connection each : waiting) {
            if (each.hasSent()) {
                waiting.remove(each);
                return each;
            }
        }
        return waiting.poll();
    }

    private synchronized void done(Connection connection) {
        served.remove(connection);
        freeWorkers++;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Stops listening and drops all clients; returns at once. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            // The descriptor is released either way.
        }
        waiting.forEach(Connection::close);
        waiting.clear();
        served.forEach(Connection::close);
        notifyAll();
    }
}
