package io.crowsnest.dashboards.rules;

import io.crowsnest.dashboards.Json;
import java.util.List;
import java.util.TreeMap;

/** Writes the {@link AlertCases} as {@code promtool test rules} reads them. */
final class AlertTests {

    private static final String FIRING = "sum by (alertname, severity, window) (ALERTS{alertstate=\"firing\"})";

    private AlertTests() {}

    /** Tests of {@code crowsnest.rules.yml} in the same directory, with rules evaluated so often. */
    static String yaml(String evaluationInterval, List<AlertCases.Case> cases) {
        StringBuilder out = new StringBuilder("rule_files: [crowsnest.rules.yml]\n");
        out.append("evaluation_interval: ").append(evaluationInterval).append("\ntests:\n");
        cases.forEach(each -> append(out, each));
        return out.toString();
    }

    private static void append(StringBuilder out, AlertCases.Case each) {
        out.append("  - name: ").append(Json.quote(each.name())).append("\n    interval: 30s\n    input_series:\n");
        new TreeMap<>(each.series())
                .forEach((series, values) -> out.append("      - {series: ")
                        .append(Json.quote(series))
                        .append(", values: ")
                        .append(Json.quote(values))
                        .append("}\n"));
        if (each.series().isEmpty()) {
            out.setLength(out.length() - "    input_series:\n".length());
        }
        out.append("    promql_expr_test:\n      - expr: ")
                .append(Json.quote(FIRING))
                .append('\n');
        out.append("        eval_time: ").append(each.time()).append("\n        exp_samples:\n");
        for (String firing : each.firing()) {
            List<String> parts = List.of(firing.split(" ", -1));
            String window = parts.size() > 2 ? ", window=\"" + parts.get(2) + "\"" : "";
            String labels = "{alertname=\"" + parts.get(0) + "\", severity=\"" + parts.get(1) + "\"" + window + "}";
            out.append("          - {labels: ").append(Json.quote(labels)).append(", value: 1}\n");
        }
    }
}
