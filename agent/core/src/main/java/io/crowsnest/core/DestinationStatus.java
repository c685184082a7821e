package io.crowsnest.core;

import io.crowsnest.exporter.datadog.DatadogExporter;
import io.crowsnest.exporter.datadog.Relay;
import io.crowsnest.exporter.prometheus.push.MetricsPush;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.Unclaimed;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What {@code /status} says of where logs and metrics go to. */
final class DestinationStatus {

    private final @Nullable LogShipping logs;
    private final MetricParts parts;

    DestinationStatus(@Nullable LogShipping logs, MetricParts parts) {
        this.logs = logs;
        this.parts = parts;
    }

    void write(JsonGenerator json) {
        writeDestinations(json);
        writeUnclaimed(json);
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
        StatusJson.writeState(json, health);
        json.writeNumberProperty("pending", stats.pending());
        json.writeNumberProperty("delivered", stats.delivered());
        json.writeNumberProperty("dead_lettered", stats.deadLettered());
        json.writeNumberProperty("set_aside", stats.setAside());
        json.writeNumberProperty("dropped", stats.dropped());
        json.writeNumberProperty("recovered_pending", outlet.recovered().pending());
        StatusJson.writeTimes(json, health);
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
        StatusJson.writeState(json, health);
        if (exporter != null) {
            json.writeNumberProperty("lines_sent", exporter.linesSent());
            json.writeNumberProperty("lines_dropped", exporter.linesDropped());
        }
        StatusJson.writeTimes(json, health);
        json.writeEndObject();
    }

    private static void writeRelay(JsonGenerator json, RelayOutlet outlet) {
        Relay relay = outlet.relay();
        ExporterHealth health = outlet.health();
        json.writeStartObject();
        json.writeStringProperty("name", health.exporter());
        StatusJson.writeState(json, health);
        if (relay != null) {
            StatusJson.writeTexts(json, "listen", relay.urls());
            json.writeNumberProperty("lines", relay.lines());
            json.writeNumberProperty("lines_malformed", relay.linesMalformed());
            json.writeNumberProperty("lines_dropped", relay.linesDropped());
        }
        StatusJson.writeTimes(json, health);
        json.writeEndObject();
    }

    private static void writePush(JsonGenerator json, PushOutlet outlet) {
        MetricsPush push = outlet.push();
        ExporterHealth health = outlet.health();
        json.writeStartObject();
        json.writeStringProperty("name", health.exporter());
        json.writeStringProperty("url", outlet.url());
        StatusJson.writeState(json, health);
        if (push != null && push.countsSamples()) {
            json.writeNumberProperty("samples_sent", push.samplesSent());
            json.writeNumberProperty("samples_pending", push.samplesPending());
            json.writeNumberProperty("samples_dropped", push.samplesDropped());
        }
        StatusJson.writeTimes(json, health);
        json.writeEndObject();
    }
}
