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
            json.put("fieldConfig", FieldConfig.of(panel));
        }
        json.put("options", PanelOptions.of(panel));
        if (panel.type == Panel.Type.TABLE && !panel.logSource) {
            json.put("transformations", transformations());
        }
        if (!panel.links.isEmpty()) {
            json.put("links", Link.json(panel.links));
        }
        return json;
    }

    /** What readers call a label. */
    static String heading(String label) {
        return COLUMNS.getOrDefault(label, label);
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

    /** Joins the answers of all queries to rows, and names the columns after their labels and queries. */
    private List<Object> transformations() {
        Map<String, @Nullable Object> names = object();
        for (String label : panel.rowsBy.split(", ", -1)) {
            names.put(label, heading(label));
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
}
