package io.crowsnest.core;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Resolved;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.telemetry.SeriesOverflow;
import java.io.StringWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The state of every part of the agent, as the JSON of {@code /status}. Secrets are masked by the settings. */
final class Status implements Supplier<String> {

    private final Settings settings;
    private final HookIndex index;
    private final @Nullable MeasuredMethods methods;
    private final @Nullable LogShipping logs;
    private final MetricParts parts;
    private volatile @Nullable PrometheusExporter endpoint;
    private final long startNanos = System.nanoTime();

    Status(
            Settings settings,
            HookIndex index,
            @Nullable MeasuredMethods methods,
            @Nullable LogShipping logs,
            MetricParts parts) {
        this.settings = settings;
        this.index = index;
        this.methods = methods;
        this.logs = logs;
        this.parts = parts;
    }

    /** The endpoint, which knows what it left out of its answers. */
    void shownBy(PrometheusExporter exporter) {
        endpoint = exporter;
    }

    @Override
    public String get() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("version", Version.current());
            json.writeNumberProperty("uptime_seconds", (System.nanoTime() - startNanos) / 1_000_000_000);
            writeSettings(json);
            new HookStatus(settings, index, methods).write(json);
            new DestinationStatus(logs, parts).write(json);
            new SourceStatus(parts).write(json, endpoint);
            writeOverflow(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private void writeSettings(JsonGenerator json) {
        json.writeArrayPropertyStart("settings");
        for (Resolved each : settings.all()) {
            json.writeStartObject();
            json.writeStringProperty("key", each.key().name());
            json.writeName("value");
            json.writeString(each.value());
            json.writeStringProperty("source", each.source());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("problems");
        for (Problem problem : settings.problems()) {
            json.writeString(problem.line());
        }
        json.writeEndArray();
    }

    /** Metrics with more label combinations than they may have. */
    private static void writeOverflow(JsonGenerator json) {
        json.writeArrayPropertyStart("series_overflow");
        SeriesOverflow.byMetric().forEach((metric, folded) -> {
            json.writeStartObject();
            json.writeStringProperty("metric", metric);
            json.writeNumberProperty("folded", folded);
            json.writeEndObject();
        });
        json.writeEndArray();
    }
}
