package io.crowsnest.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A query of a panel to Prometheus, as Grafana would send it once its variables are chosen.
 *
 * @param instant whether it is asked for one time, as tables are, and not for all of the time that is shown
 */
public record PanelQuery(String board, String panel, String legend, String expression, boolean instant) {

    /** What is chosen at the top of the dashboard, and what follows from the scrape interval and the time that is shown. */
    public record Choice(String job, String instance, String uri, String rateInterval, String range) {

        /** Of all routes. */
        public Choice(String job, String instance, String rateInterval, String range) {
            this(job, instance, ".*", rateInterval, range);
        }
    }

    /** All of them, from all dashboards as they are generated. */
    public static List<PanelQuery> all() {
        List<PanelQuery> all = new ArrayList<>();
        for (BoardFile board : BoardFile.all()) {
            for (Map<String, Object> panel : board.panels()) {
                for (Map<String, Object> target : BoardFile.targets(panel)) {
                    if (target.containsKey("expr")) {
                        all.add(new PanelQuery(
                                board.uid(),
                                BoardFile.text(panel, "title"),
                                BoardFile.text(target, "legendFormat"),
                                BoardFile.text(target, "expr"),
                                "true".equals(BoardFile.text(target, "instant"))));
                    }
                }
            }
        }
        return all;
    }

    /** How tests name it. */
    public String name() {
        return panel + ": " + legend;
    }

    public String expanded(Choice choice) {
        return expression
                .replace("$__rate_interval", choice.rateInterval)
                .replace("$__range", choice.range)
                .replace("$job", choice.job)
                .replace("$instance", choice.instance)
                .replace("$uri", choice.uri);
    }
}
