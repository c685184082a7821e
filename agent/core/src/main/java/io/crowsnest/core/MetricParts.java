package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.prometheus.ApplicationFamilies;
import io.crowsnest.exporter.prometheus.FamilySource;
import io.crowsnest.exporter.prometheus.jmx.JmxSource;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.ExporterHealth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where metrics come from and go to, beside registry and endpoint; null what the settings do not ask for.
 *
 * @param datadog the way to a Datadog Agent
 * @param relay takes what the application sends as DogStatsD
 * @param push the way to those who are not asked but told
 * @param jmx the MBeans that rules name
 * @param application the application's own metrics
 */
record MetricParts(
        @Nullable DatadogOutlet datadog,
        @Nullable RelayOutlet relay,
        @Nullable PushOutlet push,
        @Nullable JmxSource jmx,
        @Nullable ApplicationFamilies application) {

    /** Those that the settings ask for; {@code push} is prepared earlier than the rest. */
    static MetricParts of(Settings settings, @Nullable PushOutlet push) {
        boolean shown = settings.get(Keys.PROMETHEUS_ENABLED) || push != null;
        return new MetricParts(
                DatadogOutlet.prepare(settings),
                RelayOutlet.prepare(settings),
                push,
                shown ? jmx(settings) : null,
                shown ? application(settings) : null);
    }

    private static @Nullable JmxSource jmx(Settings settings) {
        List<String> files = settings.get(Keys.METRICS_JMX_RULES);
        if (files.isEmpty()) {
            return null;
        }
        JmxSource source = JmxSource.of(files, new ExporterHealth("jmx"));
        for (String problem : source.problems()) {
            AgentLog.warn("JMX rules", "problem", problem);
        }
        return source;
    }

    private static @Nullable ApplicationFamilies application(Settings settings) {
        return settings.get(Keys.METRICS_APPLICATION)
                ? new ApplicationFamilies(settings.get(Keys.TAGS), settings.get(Keys.METRICS_SERIES_LIMIT))
                : null;
    }

    /** Whether nobody but the endpoint would read metrics. */
    boolean nobodyAsks() {
        return datadog == null && relay == null && push == null;
    }

    /** What is shown beside the registry. */
    List<FamilySource> sources() {
        List<FamilySource> sources = new ArrayList<>();
        if (jmx != null) {
            sources.add(jmx);
        }
        if (application != null) {
            sources.add(application);
        }
        return sources;
    }

    /** Starts all that read {@code registry} or record into it. */
    void start(
            Settings settings, StripedMeterRegistry registry, @Nullable LogShipping logs, NativeAccess nativeAccess) {
        if (jmx != null) {
            jmx.health().bindTo(registry);
        }
        if (relay != null) {
            relay.start(settings, registry, nativeAccess);
        }
        if (datadog != null) {
            datadog.start(settings, registry, logs, relay, nativeAccess);
        }
        if (push != null) {
            push.start(settings, registry, sources());
        }
    }
}
