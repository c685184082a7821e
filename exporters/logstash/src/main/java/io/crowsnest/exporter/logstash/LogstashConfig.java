package io.crowsnest.exporter.logstash;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where Logstash is and who we are to it.
 *
 * @param urls at least one, tried in turn; all {@code lumberjack} or {@code lumberjacks} (port 5044 if there is none), or
 *     all {@code tcp} or {@code tcps}; those with an s use TLS
 * @param ca PEM file with the certificates to trust; null: those that come with the JVM
 * @param certificate PEM file with the client's certificate; null if it has none
 * @param key PEM file with its private key
 */
public record LogstashConfig(
        List<URI> urls,
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key) {

    private static final List<String> SCHEMES = List.of("lumberjack", "lumberjacks", "tcp", "tcps");
    private static final int LUMBERJACK_PORT = 5044;

    /**
     * Checks what would make every delivery fail, or less safe than it looks.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public LogstashConfig {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no URL");
        }
        List<URI> complete = new ArrayList<>();
        for (URI url : urls) {
            complete.add(complete(url));
        }
        urls = List.copyOf(complete);
        boolean lumberjack = isLumberjack(urls.get(0));
        for (URI url : urls) {
            if (isLumberjack(url) != lumberjack) {
                throw new IllegalArgumentException("lumberjack and tcp in one list: " + urls.get(0) + "," + url);
            }
        }
        if (certificate == null ^ key == null) {
            throw new IllegalArgumentException("a client certificate needs both, certificate and key");
        }
        if ((ca != null || certificate != null) && urls.stream().noneMatch(LogstashConfig::isTls)) {
            throw new IllegalArgumentException("certificates, but no URL with TLS (lumberjacks, tcps): " + urls.get(0));
        }
    }

    /**
     * Whether documents can get lost on the way: {@code tcp} has no acknowledgement, so that they count as delivered when
     * they are written, and what is in the buffers of both machines is gone when Logstash restarts.
     */
    public boolean isLossy() {
        return !isLumberjack(urls.get(0));
    }

    static boolean isTls(URI url) {
        return url.getScheme().endsWith("s");
    }

    private static boolean isLumberjack(URI url) {
        return url.getScheme().startsWith("lumberjack");
    }

    /** Scheme, host and port, all there; anything else in a URL would have no meaning. */
    private static URI complete(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String user = url.getRawUserInfo();
        String shown = user == null ? url.toString() : url.toString().replace(user + "@", "");
        if (!SCHEMES.contains(scheme) || url.getHost() == null) {
            throw new IllegalArgumentException("not a lumberjack, lumberjacks, tcp or tcps URL: " + shown);
        }
        String path = url.getRawPath();
        boolean more = user != null || url.getRawQuery() != null || url.getRawFragment() != null;
        if (more || !(path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException("more than scheme, host and port: " + shown);
        }
        int port = url.getPort() < 0 && scheme.startsWith("lumberjack") ? LUMBERJACK_PORT : url.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no port between 1 and 65535: " + shown);
        }
        return URI.create(scheme + "://" + url.getHost() + ":" + port);
    }
}
