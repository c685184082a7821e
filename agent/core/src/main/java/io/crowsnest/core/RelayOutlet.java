package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.datadog.Relay;
import io.crowsnest.exporter.datadog.RelayConfig;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way of the application's own DogStatsD, if the settings want it to pass through the agent. */
final class RelayOutlet {

    private final List<String> listen;
    private final ExporterHealth unopened = new ExporterHealth("datadog-relay");
    private volatile @Nullable Relay relay;

    private RelayOutlet(List<String> listen) {
        this.listen = listen;
    }

    /** The outlet, not yet open; null if the settings name nothing to listen on. */
    static @Nullable RelayOutlet prepare(Settings settings) {
        List<String> listen = settings.find(Keys.DATADOG_RELAY_LISTEN);
        return listen == null ? null : new RelayOutlet(listen);
    }

    /** What listens; null as long as the metrics have not started. */
    @Nullable
    Relay relay() {
        return relay;
    }

    /** How forwarding goes; or why nothing listens. */
    ExporterHealth health() {
        Relay running = relay;
        return running == null ? unopened : running.health();
    }

    /** Whether a meter shows what the application sent. */
    boolean mirrors(Meter.Id id) {
        Relay running = relay;
        return running != null && running.mirrors(id);
    }

    /** Starts to listen, until the process ends. */
    void start(Settings settings, MeterRegistry registry, NativeAccess nativeAccess) {
        Relay started;
        try {
            started = Relay.start(config(settings, nativeAccess), registry);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            AgentLog.warn("relay not open", "reason", String.valueOf(e.getMessage()));
            unopened.failed("not open: " + e.getMessage());
            return;
        }
        started.bindTo(registry);
        relay = started;
        AgentLog.info("relay", "listen", String.join(",", started.urls()));
        try {
            Runtime.getRuntime().addShutdownHook(new AgentThread("relay-end", started::close));
        } catch (IllegalStateException e) {
            // The process ends already.
            started.close();
        }
    }

    private RelayConfig config(Settings settings, NativeAccess nativeAccess) throws IOException {
        String forward = settings.find(Keys.DATADOG_URL);
        String mapping = settings.find(Keys.DATADOG_RELAY_MAPPING);
        try {
            return new RelayConfig(
                    listen.stream().map(URI::create).toList(),
                    forward == null ? null : URI.create(forward),
                    mapping == null ? null : Path.of(mapping),
                    settings.get(Keys.DATADOG_RELAY_AGGREGATE),
                    settings.get(Keys.METRICS_SERIES_LIMIT),
                    nativeAccess);
        } catch (InvalidPathException e) {
            throw new IOException("not a path: " + mapping, e);
        }
    }
}
