package io.crowsnest.dashboards.grafana;

import static io.crowsnest.dashboards.Json.object;

import java.util.ArrayList;
import java.util.List;

/**
 * A link of a panel, or of its values.
 *
 * @param url may contain Grafana's variables; those of the value ({@code ${__field.labels.instance}}) only where it is a link of values
 */
public record Link(String title, String url) {

    private static final String SAME_TIME = "${__url_time_range}";
    private static final String SAME_SOURCE = "${prometheus_datasource:queryparam}";

    /** To another of our dashboards, with the chosen services and the same time. */
    public static Link to(Dashboard.Id dashboard, String title) {
        return new Link(title, url(dashboard, "${job:queryparam}"));
    }

    /** The logs of the chosen services and the instance that the value belongs to, at the same time. */
    public static Link toLogsOfInstance() {
        return new Link(
                "Logs of ${__field.labels.instance}",
                url(Dashboard.Id.LOGS, "${job:queryparam}&var-host=${__field.labels.instance}"));
    }

    /** A dashboard of the service that the row of the table belongs to. */
    public static Link toServiceOfRow(Dashboard.Id dashboard, String title) {
        return new Link(title, url(dashboard, "var-job=${__value.raw}"));
    }

    /** The same dashboard, narrowed to the value of the cell; what is given twice would be both, so it is given once. */
    public static Link narrow(Dashboard.Id dashboard, String variable, String title) {
        String instance = variable.equals("instance") ? "" : "${instance:queryparam}&";
        return new Link(title, url(dashboard, "${job:queryparam}&" + instance + "var-" + variable + "=${__value.raw}"));
    }

    private static String url(Dashboard.Id dashboard, String variables) {
        return "/d/" + dashboard.uid() + "?" + SAME_SOURCE + "&" + variables + "&" + SAME_TIME;
    }

    /** Links as panels and their fields have them. */
    static List<Object> json(List<Link> links) {
        List<Object> json = new ArrayList<>();
        for (Link link : links) {
            json.add(object("title", link.title, "url", link.url, "targetBlank", false));
        }
        return json;
    }
}
