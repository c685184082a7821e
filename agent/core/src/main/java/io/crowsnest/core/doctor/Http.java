package io.crowsnest.core.doctor;

import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One HTTP server, asked with the certificates and credentials of the settings. */
final class Http {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String base;
    private final @Nullable String authorization;
    private final HttpClient client;

    /**
     * @param url may have user and password in it
     * @param ca PEM file with the certificates to trust; null: those of the JVM
     * @param authorization header; null: user and password of the URL, if it has them
     * @throws IOException if the file is of no use
     */
    Http(URI url, @Nullable String ca, @Nullable String authorization) throws IOException {
        String user = url.getRawUserInfo();
        base = url.toString().replaceFirst("://[^/]*@", "://").replaceFirst("/+$", "");
        // In this part of a URL a plus is a plus.
        this.authorization = authorization != null || user == null
                ? authorization
                : basic(URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8));
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE);
        if ("https".equalsIgnoreCase(url.getScheme())) {
            builder.sslContext(Tls.context(ca == null ? null : Path.of(ca)));
        }
        client = builder.build();
    }

    /**
     * Whether this client can ask a URL that the exporters may well reach: it takes no host that {@link URI} does not know as one, such as
     * {@code es_node}. If not, that is found.
     */
    static boolean canAsk(String url, String shown, String subject, Findings findings) {
        if (URI.create(url).getHost() != null) {
            return true;
        }
        findings.warning(
                subject,
                shown + " was not asked: only names of letters, digits and hyphens can be asked from here",
                "see in /status of a process that runs with it how sending goes");
        return false;
    }

    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** The URL without secrets. */
    String base() {
        return base;
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) throws IOException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) throws IOException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
            return authorization == null ? request : request.header("Authorization", authorization);
        } catch (IllegalArgumentException e) {
            throw new IOException(base + ": " + e.getMessage(), e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
