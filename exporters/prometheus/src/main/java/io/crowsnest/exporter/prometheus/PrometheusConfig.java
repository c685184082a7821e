package io.crowsnest.exporter.prometheus;

/**
 * Where to show the metrics.
 *
 * @param host name or address of the interface to listen on
 * @param port the first port to try, with the nine after it; 0 for any
 * @param path of the metrics
 */
public record PrometheusConfig(String host, int port, String path) {}
