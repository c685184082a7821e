package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.DatadogExporter;
import io.crowsnest.exporter.datadog.MicrometerReading;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.datadog.Watched;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.JvmMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of metrics to Datadog, if the settings name one. */
final class DatadogOutlet {

    /** A destination of logs that takes nothing for so long is said to be blocked. */
    private static final double BLOCKED_SECONDS = 60;

    private final String url;
    private final ExporterHealth unopened = new ExporterHealth("datadog");
    private volatile @Nullable DatadogExporter exporter;

    private DatadogOutlet(String url) {
        this.url = url;
    }

    /** The outlet, not yet open; null if the settings name no Datadog Agent. */
    static @Nullable DatadogOutlet prepare(Settings settings) {
        String url = settings.find(Keys.DATADOG_URL);
        return url == null ? null : new DatadogOutlet(url);
    }

    String url() {
        return url;
    }

    /** What sends; null as long as the metrics have not started. */
    @Nullable
    DatadogExporter exporter() {
        return exporter;
    }

    /** How sending goes; or why nothing is sent. */
    ExporterHealth health() {
        DatadogExporter running = exporter;
        return running == null ? unopened : running.health();
    }

    /** Starts to send what {@code registry} has, until the process ends. */
    void start(
            Settings settings,
            MeterRegistry registry,
            @Nullable LogShipping logs,
            @Nullable RelayOutlet relay,
            NativeAccess nativeAccess) {
        DatadogExporter started;
        try {
            started = DatadogExporter.start(
                    DatadogSettings.config(settings, nativeAccess),
                    new MicrometerReading(registry, id -> relay != null && relay.mirrors(id)),
                    new Watched(destinations(logs), JvmMetrics::deadlockedThreads));
        } catch (IllegalArgumentException e) {
            AgentLog.warn("metrics are not sent to Datadog", "reason", String.valueOf(e.getMessage()));
            unopened.failed("not started: " + e.getMessage());
            return;
        }
        started.bindTo(registry);
        exporter = started;
        try {
            Runtime.getRuntime().addShutdownHook(new AgentThread("datadog-end", started::close));
        } catch (IllegalStateException e) {
            // The process ends already.
            started.close();
        }
    }

    private static Map<String, Supplier<@Nullable String>> destinations(@Nullable LogShipping logs) {
        Map<String, Supplier<@Nullable String>> destinations = new LinkedHashMap<>();
        if (logs != null) {
            for (Outlet outlet : logs.delivery().outlets()) {
                destinations.put(outlet.name(), () -> whyBlocked(outlet));
            }
        }
        return destinations;
    }

    private static @Nullable String whyBlocked(Outlet outlet) {
        return outlet.stats().lagSeconds() < BLOCKED_SECONDS
                ? null
                : Objects.requireNonNullElse(outlet.health().lastError(), "it takes nothing");
    }
}
