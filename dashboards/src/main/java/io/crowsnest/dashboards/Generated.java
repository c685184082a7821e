package io.crowsnest.dashboards;

import io.crowsnest.dashboards.board.Dashboards;
import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.DashboardJson;
import java.util.Map;
import java.util.TreeMap;

/** Every file that is generated, by its path below {@code dashboards/output}. */
public final class Generated {

    private Generated() {}

    public static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        for (Dashboard dashboard : Dashboards.all()) {
            files.put("grafana/dashboards/" + dashboard.id().uid() + ".json", DashboardJson.write(dashboard));
        }
        return files;
    }
}
