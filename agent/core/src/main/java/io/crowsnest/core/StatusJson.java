package io.crowsnest.core;

import io.crowsnest.telemetry.ExporterHealth;
import java.time.Instant;
import java.util.Collection;
import tools.jackson.core.JsonGenerator;

/** What several parts of {@code /status} are written with. */
final class StatusJson {

    private StatusJson() {}

    static void writeTexts(JsonGenerator json, String name, Collection<String> texts) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }

    static void writeState(JsonGenerator json, ExporterHealth health) {
        boolean everGotThrough = health.lastSuccessMillis() > 0;
        json.writeStringProperty("state", health.isFailing() ? "failing" : everGotThrough ? "active" : "starting");
    }

    static void writeTimes(JsonGenerator json, ExporterHealth health) {
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
