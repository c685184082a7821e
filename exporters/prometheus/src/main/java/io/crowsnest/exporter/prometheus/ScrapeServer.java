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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server for scrapes. The JDK's own would initialise {@code java.util.logging} in the application's JVM, and
 * its limits are properties of the whole JVM.
 *
 * <p>At most {@value #MOST_WORKERS} threads serve at most {@value #MOST_CONNECTIONS} connections. A connection between two
 * requests occupies a thread; when others wait, idle and overdue connections are closed to make room.
 */
final class ScrapeServer implements AutoCloseable {

    static final int MOST_WORKERS = 4;
    static final int MOST_CONNECTIONS = 16;
    private static final int IDLE_MILLIS = 90_000;
    private static final int ROOM_CHECK_MILLIS = 200;
    private static final long PAUSE_NANOS = 200_000_000;

    private final ServerSocket listener;
    private final Map<String, Handler> handlers;
    private final int deadlineMillis;
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
     */
    record Config(String host, int port, int portSpan, int deadlineMillis) {}

    private ScrapeServer(
            ServerSocket listener, Map<String, Handler> handlers, int deadlineMillis, Consumer<Throwable> failed) {
        this.listener = listener;
        this.handlers = handlers;
        this.deadlineMillis = deadlineMillis;
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
        ScrapeServer server = new ScrapeServer(listen(config), Map.copyOf(handlers), config.deadlineMillis(), failed);
        new AgentThread("http", server::accept).start();
        return server;
    }

    private static ServerSocket listen(Config config) throws IOException {
        InetAddress address = InetAddress.getByName(config.host());
        BindException last = new BindException("no port to try");
        int span = config.port() == 0 ? 1 : config.portSpan();
        for (int port = config.port(); port < config.port() + span && port <= 65535; port++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(address, port), MOST_CONNECTIONS);
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
                listener.setSoTimeout(makeRoom() ? 0 : ROOM_CHECK_MILLIS);
                admit(listener.accept());
            } catch (SocketTimeoutException e) {
                // Somebody still waits: look again who must leave.
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
        Connection connection = new Connection(socket, handlers, deadlineMillis, IDLE_MILLIS);
        if (closed) {
            connection.close();
        } else if (waiting.size() + served.size() >= MOST_CONNECTIONS) {
            refuse(socket);
        } else {
            waiting.add(connection);
            if (freeWorkers < waiting.size() && workers < MOST_WORKERS) {
                new AgentThread("http-" + (workers + 1), this::work).start();
                workers++;
                freeWorkers++;
            } else {
                notifyAll();
            }
        }
    }

    /** The buffer of a fresh socket has room for a line, so this does not block. */
    private static void refuse(Socket socket) {
        try (socket) {
            socket.getOutputStream()
                    .write("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // It was to be refused anyway.
        }
    }

    /** Closes as many idle or overdue connections as others wait; false if some still wait. */
    private synchronized boolean makeRoom() {
        int needed = waiting.size() - freeWorkers;
        for (Connection connection : served) {
            if (needed > 0 && (connection.isIdle() || connection.isOverdue())) {
                connection.close();
                needed--;
            }
        }
        return waiting.isEmpty();
    }

    private void work() {
        try {
            for (Connection connection = next(); connection != null; connection = next()) {
                serve(connection);
            }
        } finally {
            gone();
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

    private synchronized @Nullable Connection next() {
        try {
            while (waiting.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts threads of ours but a JVM that goes down.
            closed = true;
        }
        Connection connection = waiting.poll();
        if (connection != null) {
            freeWorkers--;
            served.add(connection);
        }
        return connection;
    }

    private synchronized void done(Connection connection) {
        served.remove(connection);
        freeWorkers++;
    }

    private synchronized void gone() {
        workers--;
        freeWorkers--;
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
