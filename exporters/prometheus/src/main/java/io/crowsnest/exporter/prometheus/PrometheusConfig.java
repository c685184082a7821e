package io.crowsnest.exporter.prometheus;

import org.jspecify.annotations.Nullable;

/**
 * Where to show the metrics, and to whom.
 *
 * @param host name or address of the interface to listen on
 * @param port the first port to try, with the nine after it; 0 for any
 * @param path of the metrics
 * @param credentials that a scrape must carry
 * @param tls the endpoint's certificate, or null to answer without TLS
 */
public record PrometheusConfig(
        String host,
        int port,
        String path,
        Credentials credentials,
        @Nullable TlsSource tls) {

    /** An endpoint for everybody who can reach it. */
    public PrometheusConfig(String host, int port, String path) {
        this(host, port, path, Credentials.none(), null);
    }
}
