/**
 * Metrics for those who cannot be scraped: {@code Pushgateway} leaves the last state of a process that ends, {@code RemoteWrite} sends
 * samples as long as it lives. Both send what a scrape would show at that moment.
 */
@org.jspecify.annotations.NullMarked
package io.crowsnest.exporter.prometheus.push;
