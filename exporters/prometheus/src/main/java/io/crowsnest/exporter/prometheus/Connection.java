package io.crowsnest.exporter.prometheus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One client: reads requests and answers them in turn, until it leaves, is too slow or has to make room. */
final class Connection {

    private static final int LONGEST_HEAD = 8192;
    private static final int SHORTEST_HEAD = "GET / HTTP/1.0\r\n\r\n".length();
    private static final int SMALLEST_GZIP = 1024;
    private static final int LINGER_MILLIS = 500;

    /** In this time a request arrives that was sent as one. */
    private static final long GRACE_NANOS = 20_000_000;

    private final Socket plain;
    private final @Nullable TlsSource tls;
    private final Map<String, Handler> handlers;
    private final long deadlineNanos;
    private final int idleMillis;
    private final byte[] buffer = new byte[LONGEST_HEAD];
    private Socket socket;
    private int filled;
    private boolean kept;

    private volatile Phase phase = Phase.READING;
    private volatile long since;

    private enum Phase {
        READING,
        ANSWERING,
        IDLE
    }

    /**
     * Wraps an accepted socket.
     *
     * @param deadlineMillis for a request to arrive whole, and for its answer to leave when others wait
     * @param idleMillis between two requests
     * @param tls the certificate to show, or null for plain HTTP
     */
    Connection(
            Socket socket, Map<String, Handler> handlers, int deadlineMillis, int idleMillis, @Nullable TlsSource tls) {
        this.plain = socket;
        this.socket = socket;
        this.tls = tls;
        this.handlers = handlers;
        this.deadlineNanos = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
        this.idleMillis = idleMillis;
        this.since = System.nanoTime();
    }

    /**
     * How well this client can be done without when another comes, the more the better; 0 or less if it is being answered. Whoever
     * sends a request slowly goes first, by how long it does; then who is idle; then whose answer takes longer than it may.
     */
    long dispensability() {
        long nanos = System.nanoTime() - since;
        return switch (phase) {
            case READING -> nanos < GRACE_NANOS ? 0 : Long.MAX_VALUE / 2 + nanos;
            case IDLE -> Long.MAX_VALUE / 4 + nanos;
            case ANSWERING -> nanos - deadlineNanos;
        };
    }

    /** Whether as much has arrived as the shortest request has. */
    boolean hasSent() {
        try {
            return plain.getInputStream().available() >= SHORTEST_HEAD;
        } catch (IOException e) {
            // It is gone: whoever serves it will notice.
            return false;
        }
    }

    /** A thread has it: from now on it is its own fault if it is slow. */
    void taken() {
        enter(Phase.READING);
    }

    boolean isAnswered() {
        return phase == Phase.ANSWERING;
    }

    /** As it was accepted. */
    Socket socket() {
        return plain;
    }

    /** Ends it, from any thread; whoever reads or writes fails with an exception. */
    void close() {
        try {
            plain.close();
        } catch (IOException e) {
            // The descriptor is released either way, and the client is gone.
        }
    }

    void serve() {
        try {
            plain.setTcpNoDelay(true);
            socket = secured();
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            boolean more = true;
            while (more) {
                more = serveOne(in, out);
            }
        } catch (IOException e) {
            // The client left or was too slow, or the server closes: nobody is there to be told.
        } finally {
            close();
        }
    }

    /** The handshake is part of the first read. */
    private Socket secured() throws IOException {
        if (tls == null) {
            return plain;
        }
        SSLSocket secure =
                (SSLSocket) tls.context().getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.setNeedClientAuth(tls.wantsClientCertificate());
        return secure;
    }

    private void enter(Phase next) {
        since = System.nanoTime();
        phase = next;
    }

    private boolean serveOne(InputStream in, OutputStream out) throws IOException {
        Head head;
        try {
            int end = readHead(in);
            if (end < 0) {
                return false;
            }
            head = Head.parse(buffer, end, socket.getInetAddress());
            // What follows is the next request of a client that does not wait for answers.
            System.arraycopy(buffer, end, buffer, 0, filled - end);
            filled -= end;
        } catch (HttpFormatException e) {
            send(out, null, Response.text(e.status(), String.valueOf(e.getMessage())), false);
            linger(in);
            return false;
        }
        enter(Phase.ANSWERING);
        send(out, head.request(), answer(head.request()), head.keepAlive());
        if (!head.keepAlive()) {
            linger(in);
        }
        kept = true;
        return head.keepAlive();
    }

    /** Index after the empty line that ends the head; -1 if the client left before it asked. */
    private int readHead(InputStream in) throws IOException, HttpFormatException {
        int searched = 0;
        enter(Phase.READING);
        if (filled == 0) {
            // Only a connection that was answered before is idle: the request of a new one is on its way.
            if (kept) {
                enter(Phase.IDLE);
            }
            socket.setSoTimeout(kept ? idleMillis : (int) TimeUnit.NANOSECONDS.toMillis(deadlineNanos));
            int first = in.read(buffer, 0, buffer.length);
            if (kept) {
                enter(Phase.READING);
            }
            if (first < 0) {
                return -1;
            }
            filled = first;
        }
        while (true) {
            int end = endOfHead(searched);
            if (end >= 0) {
                return end;
            }
            if (filled == buffer.length) {
                throw new HttpFormatException(431, "request head is longer than " + LONGEST_HEAD + " bytes");
            }
            searched = Math.max(0, filled - 3);
            int left = (int) TimeUnit.NANOSECONDS.toMillis(deadlineNanos - (System.nanoTime() - since));
            if (left <= 0) {
                throw new HttpFormatException(408, "request took too long");
            }
            socket.setSoTimeout(left);
            int read;
            try {
                read = in.read(buffer, filled, buffer.length - filled);
            } catch (SocketTimeoutException e) {
                throw new HttpFormatException(408, "request took too long");
            }
            if (read < 0) {
                throw new HttpFormatException(400, "malformed request: it ends early");
            }
            filled += read;
        }
    }

    private int endOfHead(int from) {
        for (int i = from; i < filled; i++) {
            if (buffer[i] == '\n') {
                if (i + 1 < filled && buffer[i + 1] == '\n') {
                    return i + 2;
                }
                if (i + 2 < filled && buffer[i + 1] == '\r' && buffer[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return -1;
    }

    private Response answer(Request request) {
        Handler handler = handlers.get(request.path());
        if (handler == null) {
            return Response.text(404, "not found");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.text(405, "GET or HEAD, please").with("Allow", "GET, HEAD");
        }
        try {
            return handler.answer(request);
        } catch (IOException | RuntimeException | Error e) {
            // Handlers count their failures; what they did not foresee must not tell a stranger how we work inside.
            return Response.text(500, "internal error");
        }
    }

    private void send(OutputStream out, @Nullable Request request, Response response, boolean keepAlive)
            throws IOException {
        Body body = response.body();
        try {
            boolean gzip = request != null
                    && body.length(false) >= SMALLEST_GZIP
                    && AcceptEncoding.takesGzip(request.header("accept-encoding"));
            StringBuilder head = new StringBuilder(256);
            head.append("HTTP/1.1 ").append(response.status()).append(' ').append(response.reason());
            response.headers()
                    .forEach((name, value) ->
                            head.append("\r\n").append(name).append(": ").append(value));
            head.append(gzip ? "\r\nContent-Encoding: gzip" : "");
            head.append("\r\nContent-Length: ").append(body.length(gzip));
            head.append(
                    "\r\nVary: Accept, Accept-Encoding\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff");
            head.append(keepAlive ? "\r\nConnection: keep-alive" : "\r\nConnection: close")
                    .append("\r\n\r\n");
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            if (request == null || !request.method().equals("HEAD")) {
                body.writeTo(out, gzip);
            }
            out.flush();
        } finally {
            body.done();
        }
    }

    /** Closing over unread bytes would reset the connection and could take our answer away from the client. */
    private void linger(InputStream in) throws IOException {
        socket.shutdownOutput();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
        for (long left = LINGER_MILLIS; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            socket.setSoTimeout((int) left);
            if (in.read(buffer, 0, buffer.length) < 0) {
                return;
            }
        }
    }
}
