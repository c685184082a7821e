package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.Naming;
import io.crowsnest.meters.MicrometerLog;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.meters.TraceIds;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.OtelNames;
import io.crowsnest.telemetry.SeriesOverflow;
import io.crowsnest.telemetry.TraceContext;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one registry that recorders record into and exporters read, as the settings want it. */
public final class SharedRegistry {

    private SharedRegistry() {}

    /** Makes it; {@code health} hears what Micrometer complains about. */
    public static StripedMeterRegistry create(Settings settings, ExporterHealth health) {
        MicrometerLog.sendTo(health::failed);
        StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults()
                .withSeriesLimit(settings.get(Keys.METRICS_SERIES_LIMIT))
                .withCommonTags(commonTags(settings.get(Keys.TAGS)))
                .withExponentialBuckets(settings.get(Keys.PROMETHEUS_NATIVE_HISTOGRAMS))
                .withTraces(SharedRegistry::currentTrace)
                .withOnFolded(SeriesOverflow::exceeded));
        if (isOtel(settings)) {
            registry.config().meterFilter(OtelNames.histograms());
        }
        return registry;
    }

    /** Under which names Prometheus is shown what the registry has. Datadog has names of its own. */
    public static Naming naming(Settings settings) {
        return isOtel(settings) ? Naming.otel() : Naming.MICROMETER;
    }

    private static boolean isOtel(Settings settings) {
        return settings.get(Keys.METRICS_NAMING).equals("otel");
    }

    private static List<Tag> commonTags(Map<String, String> tags) {
        List<Tag> common = new ArrayList<>();
        tags.forEach((key, value) -> common.add(Tag.of(key, value)));
        return common;
    }

    private static @Nullable TraceIds currentTrace() {
        TraceContext trace = TraceContext.visible();
        return trace == null || !trace.isSampled() ? null : new TraceIds(trace.traceId(), trace.spanId());
    }
}
