package io.crowsnest.dashboards.grafana;

/**
 * One query of a panel.
 *
 * @param legend name of the series, {@code {{label}}} for a label's value; in a table the name of the column
 * @param query in the language of the datasource
 * @param exemplars whether to show traces that are examples of the values
 */
public record Target(String legend, String query, boolean exemplars) {}
