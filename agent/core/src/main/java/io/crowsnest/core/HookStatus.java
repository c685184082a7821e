package io.crowsnest.core;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.hook.InstrumentationState;
import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Resolved;
import io.crowsnest.core.settings.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What {@code /status} says of that which is woven: instrumentations, and methods that the user has named. */
final class HookStatus {

    private final Settings settings;
    private final HookIndex index;
    private final @Nullable MeasuredMethods methods;

    HookStatus(Settings settings, HookIndex index, @Nullable MeasuredMethods methods) {
        this.settings = settings;
        this.index = index;
        this.methods = methods;
    }

    void write(JsonGenerator json) {
        writeInstrumentations(json);
        writeMethods(json);
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
            StatusJson.writeTexts(json, "absent_methods", state.absentMethods());
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
        StatusJson.writeTexts(json, "method_problems", methods.problems());
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
        StatusJson.writeTexts(json, "measured", measured);
        StatusJson.writeTexts(json, "problems", problems);
        json.writeEndObject();
    }
}
