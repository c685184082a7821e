package io.crowsnest.core;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.hook.InstrumentationState;
import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Resolved;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.DatadogExporter;
import io.crowsnest.exporter.datadog.Relay;
import io.crowsnest.exporter.prometheus.ApplicationFamilies;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.exporter.prometheus.jmx.JmxSource;
import io.crowsnest.exporter.prometheus.push.MetricsPush;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.Unclaimed;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.SeriesOverflow;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.ApplicationSource;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The state of every part of the agent, as the JSON of {@code /status}. Secrets are masked by the settings. */
final class Status {

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

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("version", Version.current());
            json.writeNumberProperty("uptime_seconds", (System.nanoTime() - startNanos) / 1_000_000_000);
            writeSettings(json);
            writeInstrumentations(json);
            writeMethods(json);
            writeDestinations(json);
            writeUnclaimed(json);
            writeSources(json);
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

    private void writeInstrumentations(JsonGenerator json) {
        json.writeArrayPropertyStart("instrumentations");
        for (Resolved each : settings.all()) {
            String key = each.key().name();
            if (key.startsWith("instrumentation.") && key.endsWith(".enabled")) {
                String id = key.substring("instrumentation.".length(), key.length() - ".enabled".length());
                writeInstrumentation(json, id);
            }
        }
        json.writeEndArray();
    }

    private void writeInstrumentation(JsonGenerator json, String id) {
        json.writeStartObject();
        json.writeStringProperty("id", id);
        InstrumentationState state = index.instrumentation(id);
        if (state == null) {
            json.writeStringProperty("state", "skipped");
            json.writeStringProperty("why", "switched off by the settings");
        } else if (state.isOff()) {
            json.writeStringProperty("state", "skipped");
            json.writeStringProperty("why", "five failures, the last: " + state.lastFailure());
        } else if (state.wovenClasses() == 0 && !state.absentMethods().isEmpty()) {
            json.writeStringProperty("state", "skipped");
            json.writeStringProperty("why", "this version of the library has none of the methods to be hooked");
        } else if (state.wovenClasses() == 0) {
            json.writeStringProperty("state", "waiting");
            json.writeStringProperty("why", "no class of this library was loaded so far");
        } else {
            json.writeStringProperty("state", "active");
            json.writeNumberProperty("woven_classes", state.wovenClasses());
            String failure = state.lastFailure();
            if (failure != null) {
                json.writeStringProperty("last_failure", failure);
            }
        }
        if (state != null && !state.absentMethods().isEmpty()) {
            json.writeArrayPropertyStart("absent_methods");
            state.absentMethods().forEach(json::writeString);
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** The methods that {@code metrics.methods} names, and what it names wrongly. */
    private void writeMethods(JsonGenerator json) {
        if (methods == null) {
            return;
        }
        json.writeArrayPropertyStart("methods");
        for (MeasuredMethod each : methods.methods()) {
            writeMethod(json, each, index.measuring());
        }
        json.writeEndArray();
        writeTexts(json, "method_problems", methods.problems());
    }

    private static void writeMethod(JsonGenerator json, MeasuredMethod method, @Nullable InstrumentationState hooks) {
        List<String> measured = method.measured();
        List<String> problems = method.problems();
        json.writeStartObject();
        json.writeStringProperty("method", method.target());
        json.writeStringProperty("metric", method.name());
        if (hooks != null && hooks.isOff()) {
            json.writeStringProperty("state", "skipped");
            json.writeStringProperty("why", "five failures, the last: " + hooks.lastFailure());
            measured = List.of();
        } else if (!measured.isEmpty()) {
            json.writeStringProperty("state", "active");
        } else if (problems.isEmpty()) {
            json.writeStringProperty("state", "waiting");
            json.writeStringProperty("why", "the class was not loaded so far");
        } else {
            json.writeStringProperty("state", "failing");
        }
        writeTexts(json, "measured", measured);
        writeTexts(json, "problems", problems);
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    private void writeDestinations(JsonGenerator json) {
        json.writeArrayPropertyStart("destinations");
        if (logs != null) {
            for (Outlet outlet : logs.delivery().outlets()) {
                writeDestination(json, outlet);
            }
        }
        if (parts.datadog() != null) {
            writeDatadog(json, parts.datadog());
        }
        if (parts.relay() != null) {
            writeRelay(json, parts.relay());
        }
        if (parts.push() != null) {
            writePush(json, parts.push());
        }
        json.writeEndArray();
    }

    private static void writeDestination(JsonGenerator json, Outlet outlet) {
        DestinationStats stats = outlet.stats();
        ExporterHealth health = outlet.health();
        json.writeStartObject();
        json.writeStringProperty("name", stats.destination());
        writeState(json, health);
        json.writeNumberProperty("pending", stats.pending());
        json.writeNumberProperty("delivered", stats.delivered());
        json.writeNumberProperty("dead_lettered", stats.deadLettered());
        json.writeNumberProperty("set_aside", stats.setAside());
        json.writeNumberProperty("dropped", stats.dropped());
        json.writeNumberProperty("recovered_pending", outlet.recovered().pending());
        writeTimes(json, health);
        json.writeEndObject();
    }

    /** Log events that nobody will deliver, unless somebody says where to. */
    private void writeUnclaimed(JsonGenerator json) {
        if (logs == null) {
            return;
        }
        json.writeArrayPropertyStart("unclaimed_logs");
        for (Unclaimed each : logs.delivery().unclaimed()) {
            json.writeStartObject();
            json.writeStringProperty("destination", each.destination());
            json.writeStringProperty("directory", each.directory().toString());
            json.writeNumberProperty("spools", each.spools());
            json.writeStringProperty("command", each.command());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeDatadog(JsonGenerator json, DatadogOutlet datadog) {
        DatadogExporter exporter = datadog.exporter();
        ExporterHealth health = datadog.health();
        json.writeStartObject();
        json.writeStringProperty("name", "datadog");
        json.writeStringProperty("url", datadog.url());
        writeState(json, health);
        if (exporter != null) {
            json.writeNumberProperty("lines_sent", exporter.linesSent());
            json.writeNumberProperty("lines_dropped", exporter.linesDropped());
        }
        writeTimes(json, health);
        json.writeEndObject();
    }

    private static void writeRelay(JsonGenerator json, RelayOutlet outlet) {
        Relay relay = outlet.relay();
        ExporterHealth health = outlet.health();
        json.writeStartObject();
        json.writeStringProperty("name", health.exporter());
        writeState(json, health);
        if (relay != null) {
            json.writeArrayPropertyStart("listen");
            relay.urls().forEach(json::writeString);
            json.writeEndArray();
            json.writeNumberProperty("lines", relay.lines());
            json.writeNumberProperty("lines_malformed", relay.linesMalformed());
            json.writeNumberProperty("lines_dropped", relay.linesDropped());
        }
        writeTimes(json, health);
        json.writeEndObject();
    }

    private static void writePush(JsonGenerator json, PushOutlet outlet) {
        MetricsPush push = outlet.push();
        ExporterHealth health = outlet.health();
        json.writeStartObject();
        json.writeStringProperty("name", health.exporter());
        json.writeStringProperty("url", outlet.url());
        writeState(json, health);
        if (push != null && push.countsSamples()) {
            json.writeNumberProperty("samples_sent", push.samplesSent());
            json.writeNumberProperty("samples_pending", push.samplesPending());
            json.writeNumberProperty("samples_dropped", push.samplesDropped());
        }
        writeTimes(json, health);
        json.writeEndObject();
    }

    /** Metrics that are read from elsewhere when a scrape asks, and those among them whose names others have. */
    private void writeSources(JsonGenerator json) {
        JmxSource jmx = parts.jmx();
        ApplicationFamilies application = parts.application();
        json.writeArrayPropertyStart("sources");
        if (jmx != null) {
            JmxSource.Crawled last = jmx.last();
            json.writeStartObject();
            json.writeStringProperty("name", jmx.health().exporter());
            writeState(json, jmx.health());
            json.writeNumberProperty("mbeans", last.beans());
            json.writeNumberProperty("mbeans_unreached", last.beansUnreached());
            json.writeNumberProperty("attributes_unreadable", last.attributesUnreadable());
            json.writeNumberProperty("families", last.families().size());
            json.writeNumberProperty("seconds", last.seconds());
            String problem = last.problem();
            if (problem != null) {
                json.writeStringProperty("last_problem", problem);
            }
            json.writeArrayPropertyStart("problems");
            jmx.problems().forEach(json::writeString);
            json.writeEndArray();
            writeTimes(json, jmx.health());
            json.writeEndObject();
        }
        if (application != null) {
            for (ApplicationSource source : ApplicationMetrics.sources()) {
                writeSource(json, source);
            }
        }
        json.writeEndArray();
        if (application != null) {
            writeLeftOut(json, application);
        }
        json.writeArrayPropertyStart("duplicates");
        if (application != null) {
            application.duplicates().forEach(json::writeString);
        }
        PrometheusExporter shown = endpoint;
        if (shown != null) {
            shown.duplicates().forEach(json::writeString);
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

    private static void writeSource(JsonGenerator json, ApplicationSource source) {
        json.writeStartObject();
        json.writeStringProperty("name", source.library());
        json.writeStringProperty("loader", source.loader());
        json.writeNumberProperty("series", source.series());
        String error = source.lastError();
        if (error != null) {
            json.writeStringProperty("last_error", error);
        }
        json.writeArrayPropertyStart("notes");
        source.notes().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Series of the application that have the labels of another, or no place. */
    private static void writeLeftOut(JsonGenerator json, ApplicationFamilies application) {
        json.writeObjectPropertyStart("clashes");
        application.clashes().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("beyond_series_limit");
        application.overflowing().forEach(json::writeString);
        json.writeEndArray();
    }

    private static void writeState(JsonGenerator json, ExporterHealth health) {
        boolean everGotThrough = health.lastSuccessMillis() > 0;
        json.writeStringProperty("state", health.isFailing() ? "failing" : everGotThrough ? "active" : "starting");
    }

    private static void writeTimes(JsonGenerator json, ExporterHealth health) {
        if (health.lastSuccessMillis() > 0) {
            json.writeStringProperty(
                    "last_success",
                    Instant.ofEpochMilli(health.lastSuccessMillis()).toString());
        }
        String error = health.lastError();
        if (error != null) {
            json.writeStringProperty("last_error", error);
        }
    }
}
