package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a panel as Grafana's classic model has it. */
final class PanelJson {

    /** What readers call the labels that are columns. */
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("job", "Service"),
            Map.entry("instance", "Instance"),
            Map.entry("uri", "Route"),
            Map.entry("method", "Method"),
            Map.entry("version", "Version"),
            Map.entry("service_version", "Version"),
            Map.entry("vendor", "Vendor"),
            Map.entry("client_name", "Target"),
            Map.entry("db_system_name", "System"),
            Map.entry("db_operation_name", "Operation"),
            Map.entry("db_collection_name", "Table"),
            Map.entry("db_query_digest", "Digest"));

    private final Panel panel;

    private PanelJson(Panel panel) {
        this.panel = panel;
    }

    static Map<String, @Nullable Object> of(Panel panel, int id, int x, int y) {
        return new PanelJson(panel).write(id, x, y);
    }

    private Map<String, @Nullable Object> write(int id, int x, int y) {
        Map<String, @Nullable Object> json = object(
                "id",
                id,
                "type",
                panel.type.plugin,
                "title",
                panel.title,
                "description",
                panel.shows + " If this is bad: " + panel.ifBad,
                "gridPos",
                object("h", panel.height, "w", panel.width, "x", x, "y", y));
        if (panel.type != Panel.Type.ALERTS) {
            json.put("datasource", datasource());
            json.put("targets", targets());
            json.put("fieldConfig", object("defaults", defaults(), "overrides", overrides()));
        }
        json.put("options", options());
        if (panel.type == Panel.Type.TABLE && !panel.logSource) {
            json.put("transformations", transformations());
        }
        if (!panel.links.isEmpty()) {
            json.put("links", links(panel.links));
        }
        return json;
    }

    private Map<String, @Nullable Object> datasource() {
        String type = panel.logSource ? "elasticsearch" : "prometheus";
        return object("type", type, "uid", "${" + type + "_datasource}");
    }

    private List<Object> targets() {
        List<Object> targets = new ArrayList<>();
        for (Target target : panel.targets) {
            String refId = refId(targets.size());
            targets.add(panel.logSource ? LogQueryJson.of(panel, target, refId) : prometheus(target, refId));
        }
        return targets;
    }

    private Map<String, @Nullable Object> prometheus(Target target, String refId) {
        boolean instant = panel.type == Panel.Type.TABLE;
        String format = switch (panel.type) {
            case TABLE -> "table";
            case HEATMAP -> "heatmap";
            default -> "time_series";
        };
        Map<String, @Nullable Object> json = object(
                "refId",
                refId,
                "datasource",
                datasource(),
                "editorMode",
                "code",
                "expr",
                target.query(),
                "format",
                format,
                "instant",
                instant,
                "range",
                !instant,
                "legendFormat",
                target.legend());
        if (target.exemplars()) {
            json.put("exemplar", true);
        }
        return json;
    }

    private static String refId(int index) {
        return String.valueOf((char) ('A' + index));
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
            defaults.put("links", links(panel.valueLinks));
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
                "byName", COLUMNS.getOrDefault(label, label), object("id", "links", "value", links(List.of(link))))));
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

    /** Joins the answers of all queries to rows, and names the columns after their labels and queries. */
    private List<Object> transformations() {
        Map<String, @Nullable Object> names = object();
        for (String label : panel.rowsBy.split(", ", -1)) {
            names.put(label, COLUMNS.getOrDefault(label, label));
        }
        for (int i = 0; i < panel.targets.size(); i++) {
            String value = panel.targets.size() == 1 ? "Value" : "Value #" + refId(i);
            names.put(value, panel.targets.get(i).legend());
        }
        return List.of(
                object("id", "merge", "options", object()),
                object(
                        "id",
                        "organize",
                        "options",
                        object("excludeByName", object("Time", true), "indexByName", object(), "renameByName", names)));
    }

    private Map<String, @Nullable Object> options() {
        return switch (panel.type) {
            case STAT ->
                object(
                        "colorMode", "value",
                        "graphMode", "none",
                        "justifyMode", "auto",
                        "orientation", "auto",
                        "textMode", panel.targets.size() > 1 ? "value_and_name" : "auto",
                        "wideLayout", true,
                        "showPercentChange", false,
                        "percentChangeColorMode", "standard",
                        "reduceOptions", object("calcs", List.of("lastNotNull"), "fields", "", "values", false));
            case GRAPH ->
                object(
                        "legend",
                        object(
                                "calcs",
                                List.of("lastNotNull", "max"),
                                "displayMode",
                                "table",
                                "placement",
                                panel.legendBeside ? "right" : "bottom",
                                "showLegend",
                                true),
                        "tooltip",
                        object("mode", "multi", "sort", "desc"));
            case TABLE -> object("cellHeight", "sm", "frameIndex", 0, "showHeader", true, "sortBy", sortBy());
            case HEATMAP ->
                object(
                        "calculate", false,
                        "cellGap", 1,
                        "color", heatmapColours(),
                        "exemplars", object("color", "rgba(86,166,255,0.9)"),
                        "filterValues", object("le", 1e-9),
                        "legend", object("show", true),
                        "rowsFrame", object("layout", "auto"),
                        "showValue", "never",
                        "tooltip", object("mode", "single", "yHistogram", true),
                        "yAxis", object("axisPlacement", "left", "unit", panel.unit));
            case STATES ->
                object(
                        "alignValue",
                        "left",
                        "mergeValues",
                        true,
                        "rowHeight",
                        0.9,
                        "showValue",
                        "never",
                        "legend",
                        object("calcs", List.of(), "displayMode", "list", "placement", "bottom", "showLegend", true),
                        "tooltip",
                        object("mode", "single", "sort", "none"));
            case ALERTS ->
                object(
                        "alertInstanceLabelFilter", "",
                        "alertName", "",
                        "datasource", "${prometheus_datasource}",
                        "groupMode", "default",
                        "maxItems", 20,
                        "sortOrder", 3,
                        "stateFilter", object("firing", true, "pending", true, "error", true, "noData", false),
                        "viewMode", "list");
            case LOGS ->
                object(
                        "dedupStrategy", "none",
                        "enableLogDetails", true,
                        "prettifyLogMessage", false,
                        "showCommonLabels", false,
                        "showLabels", false,
                        "showLogContextToggle", false,
                        "showTime", true,
                        "sortOrder", "Descending",
                        "wrapLogMessage", true);
        };
    }

    private static Map<String, @Nullable Object> heatmapColours() {
        return object(
                "mode", "scheme",
                "scheme", "Oranges",
                "fill", "dark-orange",
                "scale", "exponential",
                "exponent", 0.5,
                "steps", 64,
                "reverse", false);
    }

    private List<Object> sortBy() {
        return panel.targets.isEmpty()
                ? List.of()
                : List.of(object("displayName", panel.targets.get(0).legend(), "desc", true));
    }

    private static List<Object> links(List<Link> links) {
        List<Object> json = new ArrayList<>();
        for (Link link : links) {
            json.add(object("title", link.title(), "url", link.url(), "targetBlank", false));
        }
        return json;
    }
}
