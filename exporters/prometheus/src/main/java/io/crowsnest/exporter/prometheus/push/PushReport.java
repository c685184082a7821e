package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.telemetry.ExporterHealth;
import java.util.function.Consumer;

/** Says how pushing goes: each failure to metrics and status page, the first of several in a row also to the operator. */
final class PushReport {

    private final ExporterHealth health;
    private final Consumer<String> lines;

    /** Of requests; health also knows of metrics that were left out. */
    private boolean isFailing;

    /** Reports to both; {@code lines} end up on standard error. */
    PushReport(ExporterHealth health, Consumer<String> lines) {
        this.health = health;
        this.lines = lines;
    }

    void succeeded() {
        isFailing = false;
        health.succeeded();
    }

    void failed(String reason) {
        boolean first = !isFailing;
        isFailing = true;
        health.failed(reason);
        if (first) {
            lines.accept("metrics not pushed: " + reason);
        }
    }

    /** After a failure that was counted, what it means now that the process ends. */
    void lost(String what) {
        lines.accept("metrics lost: " + what);
    }
}
