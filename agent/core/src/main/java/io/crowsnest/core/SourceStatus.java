package io.crowsnest.core;

import io.crowsnest.exporter.prometheus.ApplicationFamilies;
import io.crowsnest.exporter.prometheus.PrometheusExporter;
import io.crowsnest.exporter.prometheus.jmx.JmxSource;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.ApplicationSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What {@code /status} says of metrics that are read from elsewhere when a scrape asks, and of those whose names others have. */
final class SourceStatus {

    private final @Nullable JmxSource jmx;
    private final @Nullable ApplicationFamilies application;

    SourceStatus(MetricParts parts) {
        this.jmx = parts.jmx();
        this.application = parts.application();
    }

    /**
     * Writes all of it.
     *
     * @param shown the endpoint, which knows what it left out of its answers; null if there is none
     */
    void write(JsonGenerator json, @Nullable PrometheusExporter shown) {
        json.writeArrayPropertyStart("sources");
        if (jmx != null) {
            writeMbeans(json, jmx);
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
        if (shown != null) {
            shown.duplicates().forEach(json::writeString);
        }
        json.writeEndArray();
    }

    private static void writeMbeans(JsonGenerator json, JmxSource jmx) {
        JmxSource.Crawled last = jmx.last();
        json.writeStartObject();
        json.writeStringProperty("name", jmx.health().exporter());
        StatusJson.writeState(json, jmx.health());
        json.writeNumberProperty("mbeans", last.beans());
        json.writeNumberProperty("mbeans_unreached", last.beansUnreached());
        json.writeNumberProperty("attributes_unreadable", last.attributesUnreadable());
        json.writeNumberProperty("families", last.families().size());
        json.writeNumberProperty("seconds", last.seconds());
        String problem = last.problem();
        if (problem != null) {
            json.writeStringProperty("last_problem", problem);
        }
        StatusJson.writeTexts(json, "problems", jmx.problems());
        StatusJson.writeTimes(json, jmx.health());
        json.writeEndObject();
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
        StatusJson.writeTexts(json, "notes", source.notes());
        json.writeEndObject();
    }

    /** Series of the application that have the labels of another, or no place. */
    private static void writeLeftOut(JsonGenerator json, ApplicationFamilies application) {
        json.writeObjectPropertyStart("clashes");
        application.clashes().forEach(json::writeNumberProperty);
        json.writeEndObject();
        StatusJson.writeTexts(json, "beyond_series_limit", application.overflowing());
    }
}
