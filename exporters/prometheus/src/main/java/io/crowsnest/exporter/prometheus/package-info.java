/**
 * Shows the metrics to Prometheus: {@code Exposition} writes the shared registry down, and a small HTTP server answers
 * scrapes. Knows meters, telemetry and the protocol, nothing of instrumentations.
 */
@NullMarked
package io.crowsnest.exporter.prometheus;

import org.jspecify.annotations.NullMarked;
