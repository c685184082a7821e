package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the values of a panel look, and what is particular to some of them. */
final class FieldConfig {

    private final Panel panel;

    private FieldConfig(Panel panel) {
        this.panel = panel;
    }

    static Map<String, @Nullable Object> of(Panel panel) {
        FieldConfig config = new FieldConfig(panel);
        return object("defaults", config.defaults(), "overrides", config.overrides());
    }

    private Map<String, @Nullable Object> defaults() {
        Map<String, @Nullable Object> defaults = object("unit", panel.unit);
        if (panel.type == Panel.Type.GRAPH || panel.type == Panel.Type.STAT) {
            defaults.put("color", object("mode", panel.type == Panel.Type.STAT ? "thresholds" : "palette-classic"));
        }
        if (panel.unit.equals("percentunit") && panel.type == Panel.Type.GRAPH) {
            defaults.put("min", 0);
        }
        defaults.put("thresholds", thresholds(panel.thresholds));
        if (!panel.noValue.isEmpty()) {
            defaults.put("noValue", panel.noValue);
        }
        if (panel.type == Panel.Type.STATES) {
            defaults.put(
                    "mappings",
                    List.of(object(
                            "type",
                            "value",
                            "options",
                            object(
                                    "0", object("text", "down", "color", "red", "index", 0),
                                    "1", object("text", "up", "color", "green", "index", 1)))));
        }
        if (panel.type == Panel.Type.GRAPH) {
            defaults.put("custom", graphStyle());
        }
        if (panel.type == Panel.Type.TABLE) {
            // Grafana's own 150 pixels push the last columns of a narrow table out of sight.
            defaults.put("custom", object("minWidth", 80));
        }
        if (!panel.valueLinks.isEmpty()) {
            defaults.put("links", Link.json(panel.valueLinks));
        }
        return defaults;
    }

    private static Map<String, @Nullable Object> thresholds(List<Threshold> thresholds) {
        List<Object> steps = new ArrayList<>();
        boolean fromBelow =
                !thresholds.isEmpty() && Double.isInfinite(thresholds.get(0).from());
        if (!fromBelow) {
            steps.add(object("color", "green", "value", null));
        }
        for (Threshold each : thresholds) {
            steps.add(object("color", each.colour(), "value", Double.isInfinite(each.from()) ? null : each.from()));
        }
        return object("mode", "absolute", "steps", steps);
    }

    private Map<String, @Nullable Object> graphStyle() {
        Map<String, @Nullable Object> style = object(
                "drawStyle",
                panel.logSource ? "bars" : "line",
                "lineInterpolation",
                "linear",
                "lineWidth",
                1,
                "fillOpacity",
                panel.logSource ? 80 : panel.stacked ? 30 : 0,
                "showPoints",
                "auto",
                "spanNulls",
                false,
                // From zero, or small changes look large; and as far as this where all is zero, or the axis goes to 100
                // or 10000 %.
                "axisSoftMin",
                0,
                "axisSoftMax",
                leastHeight(),
                "stacking",
                object("group", "A", "mode", panel.stacked ? "normal" : "none"));
        if (!panel.thresholds.isEmpty()) {
            style.put("thresholdsStyle", object("mode", "dashed"));
        }
        return style;
    }

    private double leastHeight() {
        return switch (panel.unit) {
            case "percentunit" -> 0.01;
            case "s" -> 0.001;
            case "reqps", "ops", "cps" -> 0.1;
            default -> 1;
        };
    }

    private List<Object> overrides() {
        List<Object> overrides = new ArrayList<>();
        for (String limit : panel.limits) {
            overrides.add(override(
                    "byName",
                    limit,
                    object("id", "color", "value", object("mode", "fixed", "fixedColor", "red")),
                    object("id", "custom.lineStyle", "value", object("fill", "dash", "dash", List.of(8, 8))),
                    object("id", "custom.fillOpacity", "value", 0)));
        }
        if (panel.type == Panel.Type.GRAPH) {
            overrides.add(shades("2\\d\\d|info", "green"));
            overrides.add(shades("3\\d\\d|debug", "blue"));
            overrides.add(shades("trace", "purple"));
            overrides.add(shades("4\\d\\d|warn", "orange"));
            overrides.add(shades("5\\d\\d|error", "red"));
        }
        if (panel.zerosUnlisted) {
            overrides.add(override(
                    "byValue",
                    object("reducer", "allIsZero", "op", "gte", "value", 0),
                    object("id", "custom.hideFrom", "value", object("legend", true, "tooltip", false, "viz", false))));
        }
        panel.units.forEach(
                (column, unit) -> overrides.add(override("byName", column, object("id", "unit", "value", unit))));
        panel.columnThresholds.forEach((column, colours) -> overrides.add(override(
                "byName",
                column,
                object("id", "thresholds", "value", thresholds(colours)),
                object("id", "custom.cellOptions", "value", object("type", "color-text")))));
        panel.columnLinks.forEach((label, link) -> overrides.add(override(
                "byName", PanelJson.heading(label), object("id", "links", "value", Link.json(List.of(link))))));
        return overrides;
    }

    /** The colour of a meaning: status codes and levels, of one framework, too, have the same in all panels. */
    private static Map<String, @Nullable Object> shades(String names, String colour) {
        return override(
                "byRegexp",
                "/^(Logback |Log4j 2 )?(" + names + ")$/i",
                object("id", "color", "value", object("mode", "shades", "fixedColor", colour)));
    }

    private static Map<String, @Nullable Object> override(String matcher, Object what, Object... properties) {
        return object("matcher", object("id", matcher, "options", what), "properties", List.of(properties));
    }
}
