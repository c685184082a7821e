/**
 * Libraries that keep metrics and show them to Prometheus, side by side: Crowsnest's registry, Micrometer's in two versions, and the
 * OpenTelemetry SDK's. Each runs in JVMs of its own, since no two of them agree about the versions of what they share.
 */
@NullMarked
package io.crowsnest.benchmarks.libraries;

import org.jspecify.annotations.NullMarked;
