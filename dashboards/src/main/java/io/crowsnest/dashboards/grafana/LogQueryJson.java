package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query of the Elasticsearch datasource: log lines, or their number over time. */
final class LogQueryJson {

    private static final String MOST_LINES = "200";
    private static final String MOST_GROUPS = "10";

    private LogQueryJson() {}

    static Map<String, @Nullable Object> of(Panel panel, Target target, String refId) {
        boolean lines = panel.type == Panel.Type.LOGS;
        return object(
                "refId",
                refId,
                "datasource",
                object("type", "elasticsearch", "uid", "${elasticsearch_datasource}"),
                "query",
                target.query(),
                "alias",
                "",
                "timeField",
                "@timestamp",
                "metrics",
                List.of(lines ? lines() : object("id", "1", "type", "count")),
                "bucketAggs",
                lines ? List.of() : counted(panel.rowsBy));
    }

    private static Map<String, @Nullable Object> lines() {
        return object("id", "1", "type", "logs", "settings", object("limit", MOST_LINES));
    }

    private static List<Object> counted(String field) {
        return List.of(
                object(
                        "id",
                        "2",
                        "type",
                        "terms",
                        "field",
                        field,
                        "settings",
                        object(
                                "min_doc_count", "1",
                                "order", "desc",
                                "orderBy", "_count",
                                "size", MOST_GROUPS)),
                object(
                        "id", "3",
                        "type", "date_histogram",
                        "field", "@timestamp",
                        "settings", object("interval", "auto", "min_doc_count", "0", "trimEdges", "0")));
    }
}
