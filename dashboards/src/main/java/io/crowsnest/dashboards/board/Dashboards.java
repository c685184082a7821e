package io.crowsnest.dashboards.board;

import io.crowsnest.dashboards.grafana.Dashboard;
import java.util.List;

/** All of them, from the widest view to the narrowest. */
public final class Dashboards {

    private Dashboards() {}

    public static List<Dashboard> all() {
        return List.of(
                FleetDashboard.make(),
                ServiceDashboard.make(),
                JvmDashboard.make(),
                DependenciesDashboard.make(),
                SloDashboard.make(),
                LogsDashboard.make(),
                AgentDashboard.make());
    }
}
