package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Grafana's plugin of each type of panel wants to be told. */
final class PanelOptions {

    private PanelOptions() {}

    static Map<String, @Nullable Object> of(Panel panel) {
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
            case TABLE -> object("cellHeight", "sm", "frameIndex", 0, "showHeader", true, "sortBy", sortBy(panel));
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

    private static List<Object> sortBy(Panel panel) {
        return panel.targets.isEmpty()
                ? List.of()
                : List.of(object("displayName", panel.targets.get(0).legend(), "desc", true));
    }
}
