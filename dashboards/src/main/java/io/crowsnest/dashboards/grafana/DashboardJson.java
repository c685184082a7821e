package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import io.crowsnest.dashboards.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a dashboard in Grafana's classic model (what Grafana 12 and 13 read from files; the newer one fails there in several
 * versions). Panels flow from left to right over 24 columns.
 */
public final class DashboardJson {

    private static final int SCHEMA_VERSION = 41;
    private static final int COLUMNS = 24;
    private static final String TAG = "crowsnest";

    private final List<Object> panels = new ArrayList<>();
    private int y;

    private DashboardJson() {}

    public static String write(Dashboard dashboard) {
        return Json.write(new DashboardJson().json(dashboard));
    }

    private Map<String, @Nullable Object> json(Dashboard dashboard) {
        dashboard.rows().forEach(this::add);
        boolean byInstance = dashboard.variables().contains(Variable.INSTANCE);
        return object(
                "id",
                null,
                "uid",
                dashboard.id().uid(),
                "title",
                "Crowsnest / " + dashboard.title(),
                "description",
                dashboard.question(),
                "tags",
                List.of(TAG),
                "schemaVersion",
                SCHEMA_VERSION,
                "version",
                1,
                "editable",
                false,
                "graphTooltip",
                1,
                "refresh",
                "30s",
                "time",
                object("from", "now-1h", "to", "now"),
                "timepicker",
                object(),
                "timezone",
                "browser",
                "annotations",
                object("list", Annotations.json(byInstance)),
                "links",
                List.of(otherDashboards()),
                "templating",
                object(
                        "list",
                        dashboard.variables().stream().map(VariableJson::of).toList()),
                "panels",
                panels);
    }

    private void add(Row row) {
        panels.add(object(
                "id",
                panels.size() + 1,
                "type",
                "row",
                "title",
                row.title(),
                "collapsed",
                false,
                "gridPos",
                object("h", 1, "w", COLUMNS, "x", 0, "y", y),
                "panels",
                List.of()));
        y++;
        int x = 0;
        int height = 0;
        for (Panel panel : row.panels()) {
            if (x + panel.width > COLUMNS) {
                x = 0;
                y += height;
                height = 0;
            }
            panels.add(PanelJson.of(panel, panels.size() + 1, x, y));
            x += panel.width;
            height = Math.max(height, panel.height);
        }
        y += height;
    }

    private static Map<String, @Nullable Object> otherDashboards() {
        return object(
                "type",
                "dashboards",
                "title",
                "Crowsnest",
                "tags",
                List.of(TAG),
                "asDropdown",
                true,
                "includeVars",
                true,
                "keepTime",
                true,
                "targetBlank",
                false,
                "icon",
                "external link",
                "tooltip",
                "",
                "url",
                "");
    }
}
