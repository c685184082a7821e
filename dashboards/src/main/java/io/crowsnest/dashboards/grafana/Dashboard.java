package io.crowsnest.dashboards.grafana;

import java.util.List;
import java.util.Locale;

/**
 * A dashboard.
 *
 * @param question what its reader wants to know
 * @param variables what can be chosen, Prometheus first: tools look at the first datasource to know what it is about
 */
public record Dashboard(Id id, String title, String question, List<Variable> variables, List<Row> rows) {

    /** All dashboards; links name them by this. */
    public enum Id {
        FLEET,
        SERVICE,
        JVM,
        DEPENDENCIES,
        SLO,
        LOGS,
        AGENT;

        /** What Grafana knows it by, the same in every installation. */
        public String uid() {
            return "crowsnest-" + name().toLowerCase(Locale.ROOT);
        }
    }
}
