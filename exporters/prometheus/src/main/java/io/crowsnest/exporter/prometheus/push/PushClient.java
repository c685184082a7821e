package io.crowsnest.exporter.prometheus.push;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One request of HTTP/1.1 after the other (RFC 9112), each on a connection of its own. The JDK's clients read system properties once
 * for the whole JVM, before the application may have set them, and know the application's authenticators, cookies and proxies.
 */
final class PushClient {

    private static final int SEND_BUFFER = 256 * 1024;

    private volatile @Nullable Socket open;
    private volatile boolean aborted;

    /**
     * Sends a request and waits for the answer.
     *
     * @param body null for none
     * @param headers beside those of the target
     * @param patience for all of it
     * @throws IOException if there is no answer, with a message for users
     */
    Answer send(
            String method, PushTarget target, byte @Nullable [] body, Map<String, String> headers, Duration patience)
            throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            open = socket;
            TimeLimit limit = TimeLimit.of(socket, deadline);
            try {
                return exchange(socket, target, head(method, target, body, headers), body, deadline);
            } finally {
                limit.lift();
            }
        } catch (IOException e) {
            throw new IOException(reason(e, target, deadline, patience), e);
        } finally {
            open = null;
            aborted = false;
        }
    }

    private static Answer exchange(Socket socket, PushTarget target, byte[] head, byte @Nullable [] body, long deadline)
            throws IOException {
        socket.setSendBufferSize(SEND_BUFFER);
        socket.setTcpNoDelay(true);
        InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            throw new IOException("unknown host");
        }
        socket.connect(address, left(deadline));
        Socket channel = target.tls() == null ? socket : secured(socket, target, deadline);
        OutputStream out = channel.getOutputStream();
        out.write(head);
        if (body != null) {
            out.write(body);
        }
        out.flush();
        return new AnswerReader(channel, deadline).read();
    }

    /** Why there is no answer, for users. Where the time is over, whatever else went wrong comes of that. */
    private String reason(IOException failure, PushTarget target, long deadline, Duration patience) {
        if (aborted) {
            return "given up, as the process ends";
        }
        return failure instanceof SocketTimeoutException || System.nanoTime() - deadline >= 0
                ? "no answer from " + target.authority() + " within " + patience.toMillis() + " ms"
                : target.authority() + ": " + Reasons.of(failure);
    }

    /** Ends the request that runs, if one does; called by another thread. */
    void abort() {
        Socket running = open;
        if (running != null) {
            aborted = true;
            try {
                running.close();
            } catch (IOException e) {
                // It is of no use any more, however it ends.
            }
        }
    }

    /** Milliseconds until {@code deadline}, at least one. */
    static int left(long deadline) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) millis;
    }

    private static SSLSocket secured(Socket socket, PushTarget target, long deadline) throws IOException {
        SSLSocket secured = (SSLSocket) Objects.requireNonNull(target.tls())
                .getSocketFactory()
                .createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(left(deadline));
        secured.startHandshake();
        return secured;
    }

    private static byte[] head(String method, PushTarget target, byte @Nullable [] body, Map<String, String> headers) {
        StringBuilder head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(target.path().isEmpty() ? "/" : target.path())
                .append(target.query())
                .append(" HTTP/1.1\r\nHost: ")
                .append(target.authority())
                .append("\r\nConnection: close\r\n");
        target.headers().forEach((name, value) -> header(head, name, value));
        headers.forEach((name, value) -> header(head, name, value));
        if (body != null) {
            header(head, "Content-Length", String.valueOf(body.length));
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
