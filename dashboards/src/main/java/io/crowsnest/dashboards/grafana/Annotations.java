package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Marks on all graphs: starts, deployments, alerts and, on request, long collections. */
final class Annotations {

    private Annotations() {}

    static List<Map<String, @Nullable Object>> json(boolean byInstance) {
        Series of = byInstance ? Series.OF_INSTANCES : Series.OF_SERVICES;
        String version = of.of(Catalogue.TARGET_INFO, "service_version!=\"\"");
        return List.of(
                // The value is the time of the start: exact, also where a new instance has a new name.
                mark(
                        "Starts",
                        "blue",
                        true,
                        of.of(Catalogue.PROCESS_START_TIME) + " * 1000",
                        "start",
                        "{{instance}}",
                        true),
                // A version that was not there a minute ago.
                mark(
                        "Deployments",
                        "purple",
                        true,
                        "count by (job, service_version) (" + version
                                + ") unless on (job, service_version) count by (job, service_version) (" + version
                                + " offset 1m)",
                        "deployment",
                        "{{job}} {{service_version}}",
                        false),
                mark(
                        "Alerts",
                        "red",
                        true,
                        Series.OF_SERVICES.named("ALERTS", "alertstate=\"firing\""),
                        "{{alertname}}",
                        "{{job}} {{instance}}",
                        false),
                mark(
                        "Long collections",
                        "orange",
                        false,
                        of.max(Catalogue.JVM_GC_PAUSE) + " > 1",
                        "pause over 1 s",
                        "{{instance}} {{gc}} {{cause}}",
                        false));
    }

    private static Map<String, @Nullable Object> mark(
            String name, String colour, boolean on, String query, String title, String text, boolean valueIsTime) {
        return object(
                "name", name,
                "datasource", object("type", "prometheus", "uid", "${prometheus_datasource}"),
                "enable", on,
                "hide", false,
                "iconColor", colour,
                "expr", query,
                "step", "60s",
                "titleFormat", title,
                "textFormat", text,
                "useValueForTime", valueIsTime);
    }
}
