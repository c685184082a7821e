package io.crowsnest.dashboards.grafana;

/**
 * Where a value begins to be worth a colour.
 *
 * @param from lowest value of that colour
 * @param colour a name of Grafana's palette
 */
public record Threshold(double from, String colour) {}
