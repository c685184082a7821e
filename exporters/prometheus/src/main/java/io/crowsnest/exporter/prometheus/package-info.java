/**
 * Shows the metrics to Prometheus: a registry behind the seam {@code Exposition}, and the small HTTP server that answers
 * scrapes. Knows telemetry and the protocol, nothing of instrumentations.
 */
@NullMarked
package io.crowsnest.exporter.prometheus;

import org.jspecify.annotations.NullMarked;
