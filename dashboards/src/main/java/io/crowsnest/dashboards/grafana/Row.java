package io.crowsnest.dashboards.grafana;

import java.util.List;

/** Panels under a heading, from left to right and then below. */
public record Row(String title, List<Panel> panels) {

    public static Row of(String title, Panel... panels) {
        return new Row(title, List.of(panels));
    }
}
