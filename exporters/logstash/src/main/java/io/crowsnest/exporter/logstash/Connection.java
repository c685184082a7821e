package io.crowsnest.exporter.logstash;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A blocking connection to one host, with TLS or without. Knows no proxy, neither from system properties nor from the
 * application's ProxySelector.
 */
final class Connection implements Closeable {

    private static final int FAREWELL_MILLIS = 1_000;

    private final URI host;
    private final Timing timing;
    /** What {@link #close} closes: unlike that of TLS, which wants to say goodbye, this close never waits. */
    private final Socket raw = new Socket(Proxy.NO_PROXY);

    private Socket socket = raw;
    private boolean used;
    private long usedAt = System.nanoTime();

    /** Not connected yet. */
    Connection(URI host, Timing timing) {
        this.host = host;
        this.timing = timing;
    }

    /** Connects to one of the host's addresses; with TLS if there is a context, and then verifies the host's name. */
    void open(InetAddress address, @Nullable SSLContext tls) throws IOException {
        raw.connect(new InetSocketAddress(address, host.getPort()), millis(timing.connect()));
        raw.setTcpNoDelay(true);
        raw.setSoTimeout(millis(timing.read()));
        if (tls != null) {
            SSLSocket secure = (SSLSocket)
                    tls.getSocketFactory().createSocket(raw, withoutBrackets(host.getHost()), host.getPort(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            secure.setSSLParameters(parameters);
            handshake(secure);
            socket = secure;
        }
    }

    private static void handshake(SSLSocket socket) throws IOException {
        try {
            socket.startHandshake();
        } catch (SocketException e) {
            throw brokenOff(e);
        }
    }

    /** Its reason has come too late to be read. */
    private static SSLException brokenOff(SocketException failure) {
        return new SSLException("the server broke off the beginning: does it want a client certificate?", failure);
    }

    /** What a failure most likely means: in TLS 1.3 a server looks at the client's certificate, or the want of it, after the handshake. */
    IOException explained(IOException failure) {
        return !used && socket instanceof SSLSocket && failure instanceof SocketException broken
                ? brokenOff(broken)
                : failure;
    }

    URI host() {
        return host;
    }

    /** Whether this has carried a batch before, so that the server may have closed it since, as servers do. */
    boolean isReused() {
        return used;
    }

    boolean isIdle() {
        return System.nanoTime() - usedAt > timing.idle().toNanos();
    }

    /** A batch has gone through. */
    void used() {
        used = true;
        usedAt = System.nanoTime();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Waits for so many bytes; each may take as long as a read may take. */
    byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        InputStream in = socket.getInputStream();
        for (int got = 0; got < length; ) {
            int more = in.read(bytes, got, length - got);
            if (more < 0) {
                throw new EOFException("connection closed");
            }
            got += more;
        }
        return bytes;
    }

    /** Whether the server has closed its side. Skips what it has sent: for protocols in which that is nothing. */
    boolean isClosedByServer() {
        return isClosedByServer(1, 1);
    }

    /** Ends what was written in order, so that the server reads it all: unread input would turn the end into a reset. */
    void finish() {
        try {
            // Not that of TLS: its last message would have to wait for a server that doesn't read.
            raw.shutdownOutput();
            isClosedByServer(FAREWELL_MILLIS, Integer.MAX_VALUE);
        } catch (IOException e) {
            // It is gone already.
        } finally {
            close();
        }
    }

    private boolean isClosedByServer(int millis, int reads) {
        byte[] skipped = new byte[1024];
        long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        try {
            socket.setSoTimeout(millis);
            InputStream in = socket.getInputStream();
            for (int i = 0; i < reads && (i == 0 || System.nanoTime() < until); i++) {
                if (in.read(skipped) < 0) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Called by any thread; ends reads and writes that are waiting. */
    @Override
    public void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // Nothing is left to do with it.
        }
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
