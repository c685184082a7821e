package io.crowsnest.core.doctor;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.logstash.LogstashConfig;
import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The Logstash that log documents would go to: whether it accepts connections, and whose certificates are right. */
final class LogstashCheck {

    /** Instead of tcp. */
    static final String ACKNOWLEDGING = "use lumberjack:// and Logstash's beats input";

    private static final String URLS = Keys.LOGSTASH_URL.name();
    private static final int PATIENCE_MILLIS = 3_000;

    private LogstashCheck() {}

    static void check(Settings settings, Findings findings) {
        List<String> urls = settings.find(Keys.LOGSTASH_URL);
        if (urls == null) {
            return;
        }
        LogstashConfig config;
        try {
            config = config(settings, urls);
        } catch (IllegalArgumentException e) {
            findings.failure(URLS, Reasons.of(e), "correct logstash.url, .ca, .certificate and .key");
            return;
        }
        if (config.isLossy()) {
            findings.warning(
                    URLS,
                    "tcp has no acknowledgements: what is in flight is lost when Logstash restarts",
                    ACKNOWLEDGING);
        }
        for (URI url : config.urls()) {
            check(url, config, findings);
        }
    }

    /** Whether Logstash does not say what it has. */
    static boolean isLossy(Settings settings) {
        List<String> urls = settings.find(Keys.LOGSTASH_URL);
        return urls != null && config(settings, urls).isLossy();
    }

    /** @throws IllegalArgumentException with a message for the user */
    private static LogstashConfig config(Settings settings, List<String> urls) {
        return new LogstashConfig(
                urls.stream().map(URI::create).toList(),
                path(settings.find(Keys.LOGSTASH_CA)),
                path(settings.find(Keys.LOGSTASH_CERTIFICATE)),
                path(settings.find(Keys.LOGSTASH_KEY)));
    }

    private static void check(URI url, LogstashConfig config, Findings findings) {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            SSLContext context = url.getScheme().endsWith("s") ? context(config) : null;
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            if (context != null) {
                greet(context, socket, url);
            }
            findings.ok(URLS, url + " accepts connections");
        } catch (IOException e) {
            findings.failure(
                    URLS,
                    url + ": " + Reasons.of(e),
                    "start Logstash with an input there, or correct logstash.*: logs wait on disk meanwhile");
        }
    }

    private static SSLContext context(LogstashConfig config) throws IOException {
        Path certificate = config.certificate();
        Path key = config.key();
        return certificate == null || key == null
                ? Tls.context(config.ca())
                : Tls.context(config.ca(), certificate, key);
    }

    private static void greet(SSLContext context, Socket socket, URI url) throws IOException {
        SSLSocket secure =
                (SSLSocket) context.getSocketFactory().createSocket(socket, url.getHost(), url.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
    }

    private static @Nullable Path path(@Nullable String given) {
        try {
            return given == null ? null : Path.of(given);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(given + " is no path", e);
        }
    }
}
