package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The one connection, to one of the hosts; the next host after a failure. */
final class Hosts {

    /** A setting is at fault; nothing was sent. */
    static final class UnusableCertificateException extends IOException {
        UnusableCertificateException(IOException cause) {
            super(cause);
        }
    }

    private final LogstashConfig config;
    private final Timing timing;
    private int current;
    private @Nullable SSLContext tls;

    /** Written by the thread that sends, under the lock of this; closed by any thread. */
    private @Nullable Connection connection;

    private boolean closed;

    Hosts(LogstashConfig config, Timing timing) {
        this.config = config;
        this.timing = timing;
    }

    /** The connection there is, or a new one to the first host that can be reached. */
    Connection connection() throws IOException {
        Connection open = current();
        if (open != null && !open.isIdle()) {
            return open;
        }
        if (open != null) {
            open.finish();
        }
        for (int tried = 1; ; tried++) {
            try {
                return connect(config.urls().get(current));
            } catch (UnusableCertificateException e) {
                throw e;
            } catch (IOException e) {
                next();
                if (tried == config.urls().size()) {
                    throw e;
                }
            }
        }
    }

    /** The connection is of no use any more, but its host is. */
    void reconnect() {
        Connection open = current();
        if (open != null) {
            open.close();
        }
        set(null);
    }

    /** Neither the connection nor its host is. */
    void next() {
        reconnect();
        current = (current + 1) % config.urls().size();
    }

    /** Lets go of the connection, from any thread, and makes no other. */
    void close(boolean inOrder) {
        Connection open;
        synchronized (this) {
            closed = true;
            open = connection;
        }
        if (open != null && inOrder) {
            open.finish();
        } else if (open != null) {
            open.close();
        }
    }

    private Connection connect(URI host) throws IOException {
        SSLContext context = LogstashConfig.isTls(host) ? tls() : null;
        IOException failure = new UnknownHostException(host.getHost());
        for (InetAddress address : InetAddress.getAllByName(host.getHost())) {
            Connection candidate = new Connection(host, timing);
            // Known before it connects, so that close ends that too.
            if (!set(candidate)) {
                throw new IOException("closed");
            }
            try {
                candidate.open(address, context);
                return candidate;
            } catch (IOException e) {
                candidate.close();
                failure = e;
            }
        }
        if (failure instanceof SSLException) {
            // Certificates are renewed: next time the files are read again.
            tls = null;
        }
        throw failure;
    }

    private SSLContext tls() throws UnusableCertificateException {
        SSLContext context = tls;
        if (context == null) {
            Path certificate = config.certificate();
            Path key = config.key();
            try {
                context = certificate == null || key == null
                        ? Tls.context(config.ca())
                        : Tls.context(config.ca(), certificate, key);
            } catch (IOException e) {
                throw new UnusableCertificateException(e);
            }
            tls = context;
        }
        return context;
    }

    private synchronized @Nullable Connection current() {
        return connection;
    }

    private synchronized boolean set(@Nullable Connection now) {
        connection = now;
        return !closed;
    }
}
