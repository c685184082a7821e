package io.crowsnest.dashboards.rules;

import java.util.Map;

/** A rule of Prometheus. */
public sealed interface Rule {

    /** An expression that is evaluated ahead, under a name of its own. */
    record Recording(String name, String expression) implements Rule {}

    /**
     * A condition that somebody should hear of.
     *
     * @param lasting how long it must hold before the alert fires
     * @param keepFiring how long it goes on after the condition ended, so that it does not flap; empty for not at all
     * @param labels more labels than {@code severity}
     * @param summary one line, with the labels of the alert
     * @param description what is the case, with figures
     */
    record Alert(
            String name,
            String expression,
            String lasting,
            String keepFiring,
            Severity severity,
            Map<String, String> labels,
            String summary,
            String description)
            implements Rule {

        static Alert of(
                String name, String expression, String lasting, Severity severity, String summary, String description) {
            return new Alert(name, expression, lasting, "", severity, Map.of(), summary, description);
        }

        Alert with(String label, String value) {
            return new Alert(
                    name, expression, lasting, keepFiring, severity, Map.of(label, value), summary, description);
        }

        Alert keepFiring(String duration) {
            return new Alert(name, expression, lasting, duration, severity, labels, summary, description);
        }
    }

    /** Who should hear of it. */
    enum Severity {
        /** Wakes somebody up. */
        CRITICAL,
        /** Waits for working hours. */
        WARNING,
        /** Nobody. */
        NONE
    }
}
