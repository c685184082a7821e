package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Which service this is, in which version and where: one series that others are joined with, as OpenTelemetry has it
 * (Prometheus and OpenMetrics Compatibility, "Resource Attributes").
 */
public final class TargetInfo {

    private TargetInfo() {}

    /** Registers it; what is not known has an empty label, which Prometheus takes for none. */
    public static void bindTo(
            MeterRegistry registry, String service, @Nullable String version, @Nullable String environment) {
        Meters.gauge(
                registry,
                Catalogue.TARGET_INFO,
                TargetInfo.class,
                any -> 1,
                service,
                version == null ? "" : version,
                environment == null ? "" : environment);
    }
}
