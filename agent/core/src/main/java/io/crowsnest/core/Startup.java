package io.crowsnest.core;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.hook.HookTransformer;
import io.crowsnest.core.hook.InstrumentationState;
import io.crowsnest.core.hook.NativeLookup;
import io.crowsnest.core.hook.Presence;
import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.FamilySource;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.AgentMetrics;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.IdleSeries;
import io.crowsnest.telemetry.JvmMetrics;
import io.crowsnest.telemetry.SlowStatements;
import io.crowsnest.telemetry.TargetInfo;
import io.crowsnest.telemetry.Telemetry;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The rest of the start, on a thread of the agent while the application is starting itself. */
final class Startup implements Runnable {

    /** The endpoint is open at once; registry and JVM metrics start with the first scrape, or when the start is over. */
    private static final Duration LONGEST_WITHOUT_METRICS = Duration.ofSeconds(10);

    private final Instrumentation instrumentation;
    private final Settings settings;
    private final HookIndex index;
    private final @Nullable MeasuredMethods methods;
    private final HookTransformer transformer;
    private final @Nullable LogShipping logs;
    private final long premainNanos;

    Startup(
            Settings settings,
            HookIndex index,
            @Nullable MeasuredMethods methods,
            HookTransformer transformer,
            @Nullable LogShipping logs,
            Instrumentation instrumentation,
            long premainNanos) {
        this.instrumentation = instrumentation;
        this.settings = settings;
        this.index = index;
        this.methods = methods;
        this.transformer = transformer;
        this.logs = logs;
        this.premainNanos = premainNanos;
    }

    @Override
    public void run() {
        PrometheusExporter exporter = null;
        PushOutlet push = PushOutlet.prepare(settings);
        try {
            Presence.announce(instrumentation, Version.current());
            transformer.weaveLoaded();
            Settings complete = settings.withManifestVersion(System.getProperties());
            MetricParts parts = MetricParts.of(complete, push);
            if (parts.relay() != null) {
                // The application may send at once.
                Telemetry.demand();
            }
            exporter = settings.get(Keys.PROMETHEUS_ENABLED) ? openEndpoint(complete, parts) : null;
            Presence.started(instrumentation, exporter == null ? null : exporter.url());
            startLogs(complete);
            if (exporter == null && parts.nobodyAsks()) {
                Telemetry.off();
                return;
            }
            Telemetry.awaitDemand(LONGEST_WITHOUT_METRICS);
            ForeignLogManager.await(instrumentation, push == null ? new CountDownLatch(1) : push.ending());
            startMetrics(complete, exporter, parts);
        } catch (Throwable failure) {
            Telemetry.off();
            AgentLog.warn("start incomplete; the application is not affected", "failure", failure.toString());
        } finally {
            if (exporter != null) {
                // Whatever happened: no scrape waits for more.
                exporter.registered();
            }
            if (push != null) {
                push.startIsOver();
            }
        }
    }

    /** Null if it cannot be protected as the settings want it; then it stays closed. */
    private @Nullable PrometheusExporter openEndpoint(Settings settings, MetricParts parts) {
        Status status = new Status(settings, index, methods, logs, parts);
        PrometheusExporter exporter;
        try {
            exporter = PrometheusExporter.start(Endpoint.config(settings), status);
        } catch (IOException e) {
            AgentLog.warn("metrics endpoint not open", "reason", String.valueOf(e.getMessage()));
            return null;
        }
        for (FamilySource source : parts.sources()) {
            exporter.add(source);
        }
        status.shownBy(exporter);
        for (String note : exporter.notes()) {
            AgentLog.warn(note);
        }
        String url = exporter.url();
        if (url != null) {
            AgentLog.info("metrics", "url", url, "version", Version.current());
        }
        return exporter;
    }

    private void startLogs(Settings settings) {
        if (logs == null) {
            return;
        }
        SlowStatements.longerThan(settings.get(Keys.DATABASE_SLOW_STATEMENT));
        try {
            logs.start(settings);
        } catch (RuntimeException | LinkageError failure) {
            AgentLog.warn("logs are not delivered", "failure", failure.toString());
        }
    }

    private void startMetrics(Settings settings, @Nullable PrometheusExporter exporter, MetricParts parts) {
        // Where nobody scrapes, Datadog is told what Micrometer complains about.
        ExporterHealth health = exporter == null ? new ExporterHealth("registry") : exporter.health();
        StripedMeterRegistry registry = SharedRegistry.create(settings, health);
        if (exporter != null) {
            exporter.expose(registry, SharedRegistry.naming(settings));
        }
        health.bindTo(registry);
        Telemetry.start(new Telemetry.Live(
                registry, settings.get(Keys.METRICS_HISTOGRAM_BUCKETS), settings.get(Keys.METRICS_SERIES_LIMIT)));
        IdleSeries.letGoAfter(settings.get(Keys.METRICS_SERIES_IDLE));
        AgentMetrics.bindTo(registry, Version.current(), premainNanos);
        TargetInfo.bindTo(
                registry,
                settings.get(Keys.SERVICE_NAME),
                settings.find(Keys.SERVICE_VERSION),
                settings.find(Keys.SERVICE_ENVIRONMENT));
        for (InstrumentationState each : index.instrumentations()) {
            each.errors().bindTo(registry);
        }
        if (logs != null) {
            logs.delivery().bindTo(registry);
        }
        JvmMetrics.bindTo(registry);
        parts.start(settings, registry, logs, new NativeLookup(instrumentation));
    }
}
