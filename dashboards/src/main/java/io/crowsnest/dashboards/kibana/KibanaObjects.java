package io.crowsnest.dashboards.kibana;

import static io.crowsnest.dashboards.Json.object;
import static io.crowsnest.dashboards.kibana.SavedObject.Type.DASHBOARD;
import static io.crowsnest.dashboards.kibana.SavedObject.Type.DATA_VIEW;
import static io.crowsnest.dashboards.kibana.SavedObject.Type.SEARCH;
import static io.crowsnest.dashboards.kibana.SavedObject.Type.VISUALIZATION;

import io.crowsnest.dashboards.Json;
import io.crowsnest.dashboards.kibana.SavedObject.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The log documents in Kibana: newest lines, volume by level, levels, exceptions.
 *
 * <p>Few and of the kinds that Kibana has had for longest, as nothing here can be looked at while it is built: what the import API
 * takes is in <a href="https://www.elastic.co/docs/api/doc/kibana/operation/operation-post-saved-objects-import">its reference</a>.
 */
public final class KibanaObjects {

    private static final String GRAFANA = "http://localhost:3000/d/crowsnest-logs?var-trace_id={{value}}";
    private static final int MOST = 10;

    private static final SavedObject VIEW = new SavedObject(
            DATA_VIEW,
            "crowsnest-logs",
            object(
                    "title",
                    "logs-*-*",
                    "name",
                    "Crowsnest logs",
                    "timeFieldName",
                    "@timestamp",
                    // There may be no document yet.
                    "allowNoIndex",
                    true,
                    "fieldFormatMap",
                    Json.line(object(
                            "trace.id",
                            object(
                                    "id",
                                    "url",
                                    "params",
                                    object("urlTemplate", GRAFANA, "labelTemplate", "{{value}}"))))),
            List.of());

    private KibanaObjects() {}

    /** One object a line, those that are referred to first. */
    public static String ndjson() {
        SavedObject lines = lines();
        SavedObject volume = volume();
        SavedObject levels = counted("crowsnest-levels", "Levels", "log.level");
        SavedObject exceptions = counted("crowsnest-exceptions", "Exceptions", "error.type");
        List<SavedObject> all =
                List.of(VIEW, lines, volume, levels, exceptions, dashboard(volume, levels, exceptions, lines));
        return all.stream().map(each -> each.line() + "\n").collect(Collectors.joining());
    }

    private static SavedObject lines() {
        return new SavedObject(
                SEARCH,
                "crowsnest-lines",
                object(
                        "title",
                        "Crowsnest: log lines",
                        "description",
                        "Every line, newest first. A trace id opens the lines of its request in Grafana.",
                        "columns",
                        List.of("service.name", "host.name", "log.level", "log.logger", "message", "trace.id"),
                        "sort",
                        List.of(List.of("@timestamp", "desc")),
                        "grid",
                        object(),
                        "hideChart",
                        false,
                        "kibanaSavedObjectMeta",
                        source(object("indexRefName", SavedObject.DATA_VIEW))),
                List.of(new Reference(SavedObject.DATA_VIEW, VIEW)));
    }

    private static SavedObject volume() {
        List<Object> aggregations = List.of(
                count(),
                object(
                        "id",
                        "2",
                        "enabled",
                        true,
                        "type",
                        "date_histogram",
                        "schema",
                        "segment",
                        "params",
                        object("field", "@timestamp", "interval", "auto", "min_doc_count", 1)),
                terms("3", "group", "log.level"));
        Map<String, @Nullable Object> parameters = object(
                "type",
                "histogram",
                "addLegend",
                true,
                "addTooltip",
                true,
                "legendPosition",
                "right",
                "categoryAxes",
                List.of(axis("CategoryAxis-1", "category", "bottom", object("type", "linear"))),
                "valueAxes",
                List.of(axis("ValueAxis-1", "value", "left", object("type", "linear", "mode", "normal"))),
                "seriesParams",
                List.of(object(
                        "show",
                        true,
                        "type",
                        "histogram",
                        "mode",
                        "stacked",
                        "data",
                        object("id", "1", "label", "Lines"),
                        "valueAxis",
                        "ValueAxis-1")));
        return visualization("crowsnest-volume", "Volume by level", "histogram", parameters, aggregations);
    }

    private static Map<String, @Nullable Object> axis(
            String id, String type, String position, Map<String, @Nullable Object> scale) {
        return object(
                "id",
                id,
                "name",
                id,
                "type",
                type,
                "position",
                position,
                "show",
                true,
                "scale",
                scale,
                "labels",
                object("show", true, "truncate", 100),
                "title",
                object());
    }

    /** How many lines each value of a field has. */
    private static SavedObject counted(String id, String title, String field) {
        Map<String, @Nullable Object> parameters = object("perPage", MOST, "showTotal", false, "percentageCol", "");
        return visualization(id, title, "table", parameters, List.of(count(), terms("2", "bucket", field)));
    }

    private static Map<String, @Nullable Object> count() {
        return object(
                "id",
                "1",
                "enabled",
                true,
                "type",
                "count",
                "schema",
                "metric",
                "params",
                object("customLabel", "Lines"));
    }

    private static Map<String, @Nullable Object> terms(String id, String schema, String field) {
        return object(
                "id",
                id,
                "enabled",
                true,
                "type",
                "terms",
                "schema",
                schema,
                "params",
                object("field", field, "size", MOST, "order", "desc", "orderBy", "1"));
    }

    private static SavedObject visualization(
            String id, String title, String type, Map<String, @Nullable Object> parameters, List<Object> aggregations) {
        String name = "Crowsnest: " + title;
        return new SavedObject(
                VISUALIZATION,
                id,
                object(
                        "title",
                        name,
                        "description",
                        "",
                        "visState",
                        Json.line(object("title", name, "type", type, "aggs", aggregations, "params", parameters)),
                        "uiStateJSON",
                        "{}",
                        "version",
                        1,
                        "kibanaSavedObjectMeta",
                        source(object("indexRefName", SavedObject.DATA_VIEW))),
                List.of(new Reference(SavedObject.DATA_VIEW, VIEW)));
    }

    private static SavedObject dashboard(
            SavedObject volume, SavedObject levels, SavedObject exceptions, SavedObject lines) {
        List<Object> panels = new ArrayList<>();
        List<Reference> references = new ArrayList<>();
        add(panels, references, volume, object("x", 0, "y", 0, "w", 24, "h", 12));
        add(panels, references, levels, object("x", 24, "y", 0, "w", 10, "h", 12));
        add(panels, references, exceptions, object("x", 34, "y", 0, "w", 14, "h", 12));
        add(panels, references, lines, object("x", 0, "y", 12, "w", 48, "h", 24));
        return new SavedObject(
                DASHBOARD,
                "crowsnest-logs",
                object(
                        "title",
                        "Crowsnest logs",
                        "description",
                        "What services log: how much, at which level, which exceptions, and the lines themselves.",
                        "panelsJSON",
                        Json.line(panels),
                        "optionsJSON",
                        Json.line(object("useMargins", true, "hidePanelTitles", false)),
                        "version",
                        1,
                        "timeRestore",
                        true,
                        "timeFrom",
                        "now-1h",
                        "timeTo",
                        "now",
                        "refreshInterval",
                        object("pause", false, "value", 30_000),
                        "kibanaSavedObjectMeta",
                        source(object())),
                references);
    }

    private static void add(
            List<Object> panels, List<Reference> references, SavedObject shown, Map<String, @Nullable Object> place) {
        String index = String.valueOf(panels.size() + 1);
        place.put("i", index);
        panels.add(object(
                "version",
                "8.9.0",
                "type",
                shown.type().name,
                "panelIndex",
                index,
                "gridData",
                place,
                "embeddableConfig",
                object("enhancements", object()),
                "panelRefName",
                "panel_" + index));
        references.add(new Reference(index + ":panel_" + index, shown));
    }

    /** What is asked for: everything, of the data view that {@code index} refers to. */
    private static Map<String, @Nullable Object> source(Map<String, @Nullable Object> index) {
        Map<String, @Nullable Object> source =
                object("query", object("query", "", "language", "kuery"), "filter", List.of());
        source.putAll(index);
        return object("searchSourceJSON", Json.line(source));
    }
}
