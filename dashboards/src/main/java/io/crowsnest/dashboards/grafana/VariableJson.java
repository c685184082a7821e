package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a variable as Grafana's classic model has it. */
final class VariableJson {

    private static final int RELOAD_WITH_THE_TIME = 2;
    private static final int SORTED_BY_NAME = 1;

    private VariableJson() {}

    static Map<String, @Nullable Object> of(Variable variable) {
        if (variable instanceof Variable.Source source) {
            return source(source);
        }
        if (variable instanceof Variable.Values values) {
            return values(values);
        }
        if (variable instanceof Variable.OneOf oneOf) {
            return oneOf(oneOf);
        }
        Variable.Text text = (Variable.Text) variable;
        Map<String, @Nullable Object> initial = object("text", text.initial(), "value", text.initial());
        return object(
                "type", "textbox",
                "name", text.name(),
                "label", text.label(),
                "hide", 0,
                "query", text.initial(),
                "current", initial,
                "options", List.of(object("selected", true, "text", text.initial(), "value", text.initial())));
    }

    private static Map<String, @Nullable Object> source(Variable.Source source) {
        String type = source.type().substring(0, 1).toUpperCase(Locale.ROOT)
                + source.type().substring(1);
        return object(
                "type",
                "datasource",
                "name",
                source.name(),
                "label",
                type + " data source",
                "hide",
                0,
                "query",
                source.type(),
                "regex",
                "",
                "includeAll",
                false,
                "multi",
                false,
                "refresh",
                1,
                "options",
                List.of());
    }

    private static Map<String, @Nullable Object> values(Variable.Values values) {
        return object(
                "type", "query",
                "name", values.name(),
                "label", values.label(),
                "hide", 0,
                "datasource", object("type", "prometheus", "uid", "${prometheus_datasource}"),
                "definition", values.query(),
                "query", object("query", values.query(), "refId", "PrometheusVariableQueryEditor-VariableQuery"),
                "regex", values.regex(),
                "refresh", RELOAD_WITH_THE_TIME,
                "sort", SORTED_BY_NAME,
                "multi", true,
                "includeAll", true,
                "allValue", values.all(),
                "current", object("selected", true, "text", List.of("All"), "value", List.of("$__all")),
                "options", List.of());
    }

    private static Map<String, @Nullable Object> oneOf(Variable.OneOf oneOf) {
        List<Object> options = new ArrayList<>();
        options.add(object("selected", true, "text", "All", "value", "$__all"));
        for (String value : oneOf.values().split(",", -1)) {
            options.add(object("selected", false, "text", value, "value", value));
        }
        return object(
                "type",
                "custom",
                "name",
                oneOf.name(),
                "label",
                oneOf.label(),
                "hide",
                0,
                "query",
                oneOf.values(),
                "multi",
                true,
                "includeAll",
                true,
                "allValue",
                "*",
                "current",
                object("selected", true, "text", List.of("All"), "value", List.of("$__all")),
                "options",
                options);
    }
}
