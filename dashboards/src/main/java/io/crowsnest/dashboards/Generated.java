package io.crowsnest.dashboards;

import io.crowsnest.dashboards.board.Dashboards;
import io.crowsnest.dashboards.datadog.DatadogDashboard;
import io.crowsnest.dashboards.datadog.DatadogMonitors;
import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.DashboardJson;
import io.crowsnest.dashboards.kibana.KibanaObjects;
import io.crowsnest.dashboards.rules.Objectives;
import io.crowsnest.dashboards.rules.Rules;
import java.util.Map;
import java.util.TreeMap;

/** Every file that is generated, by its path below {@code dashboards/output}. */
public final class Generated {

    private Generated() {}

    /** {@code objectives} is the text of {@code objectives.yml}. */
    public static Map<String, String> files(String objectives) {
        Map<String, String> files = new TreeMap<>();
        for (Dashboard dashboard : Dashboards.all()) {
            files.put("grafana/dashboards/" + dashboard.id().uid() + ".json", DashboardJson.write(dashboard));
        }
        files.put("kibana/crowsnest.ndjson", KibanaObjects.ndjson());
        files.put("prometheus/crowsnest.rules.yml", Rules.yaml(Objectives.read(objectives)));
        files.put("datadog/dashboard.json", Json.write(DatadogDashboard.json()));
        DatadogMonitors.all()
                .forEach((name, monitor) -> files.put("datadog/monitors/" + name + ".json", Json.write(monitor)));
        return files;
    }
}
