package io.crowsnest.dashboards.rules;

import io.crowsnest.dashboards.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rules that are evaluated one after the other.
 *
 * @param interval how often, as Prometheus writes durations
 */
public record RuleGroup(String name, String interval, List<Rule> rules) {

    /** Whoever serves the docs elsewhere replaces this beginning in the generated file. */
    private static final String RUNBOOKS = "docs/alerts.md#";

    /** Evaluated every half minute: soon enough for alerts. */
    RuleGroup(String name, List<Rule> rules) {
        this(name, "30s", rules);
    }

    /** The groups as a rule file. */
    static String yaml(List<RuleGroup> groups) {
        StringBuilder out = new StringBuilder(
                "# Generated from the metric catalogue and objectives.yml; changes here are lost.\ngroups:\n");
        for (RuleGroup group : groups) {
            out.append("  - name: ")
                    .append(group.name)
                    .append("\n    interval: ")
                    .append(group.interval)
                    .append("\n    rules:\n");
            group.rules.forEach(rule -> append(out, rule));
        }
        return out.toString();
    }

    private static void append(StringBuilder out, Rule rule) {
        if (rule instanceof Rule.Recording recording) {
            line(out, "- record: " + recording.name());
            line(out, "  expr: " + Json.quote(recording.expression()));
        } else if (rule instanceof Rule.Alert alert) {
            append(out, alert);
        }
    }

    private static void append(StringBuilder out, Rule.Alert alert) {
        line(out, "- alert: " + alert.name());
        line(out, "  expr: " + Json.quote(alert.expression()));
        line(out, "  for: " + alert.lasting());
        if (!alert.keepFiring().isEmpty()) {
            line(out, "  keep_firing_for: " + alert.keepFiring());
        }
        Map<String, String> labels = new TreeMap<>(alert.labels());
        labels.put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        line(out, "  labels:");
        labels.forEach((name, value) -> line(out, "    " + name + ": " + Json.quote(value)));
        line(out, "  annotations:");
        line(out, "    summary: " + Json.quote(alert.summary()));
        line(out, "    description: " + Json.quote(alert.description()));
        line(out, "    runbook_url: " + Json.quote(RUNBOOKS + alert.name().toLowerCase(Locale.ROOT)));
    }

    private static void line(StringBuilder out, String text) {
        out.append("      ").append(text).append('\n');
    }
}
