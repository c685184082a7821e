package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.board.Common.burn;
import static io.crowsnest.dashboards.promql.Promql.RANGE;
import static io.crowsnest.dashboards.promql.Promql.increase;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.sum;
import static io.crowsnest.dashboards.promql.Promql.top;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Link;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** How much budget is left? */
final class SloDashboard {

    private static final Series of = Series.OF_SERVICES;

    private SloDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.SLO,
                "Objectives",
                "How much budget is left?",
                List.of(Variable.PROMETHEUS, Variable.JOB),
                List.of(
                        Row.of("Thirty days", budgets(), Common.freshness(of).height(8)),
                        Row.of("Errors", errorBurn(), errorRatio()),
                        Row.of("Latency", latencyBurn(), slowRatio()),
                        Row.of("What eats the budget", routes(), slowRoutes())));
    }

    private static Panel budgets() {
        return Panel.table("Budgets", "job")
                .shows(
                        "The objectives of each service, and how much of what they allow in 30 days is left. Below zero: missed.")
                .ifBad("stop risky deployments of that service until the budget is above zero again.")
                .width(20)
                .column("Error budget left", "percentunit", left(Recorded.ERRORS, Recorded.ERROR_BUDGET))
                .columnBadBelow(0, 0.25)
                .column("Success objective", "percentunit", max("job", of.named(Recorded.OBJECTIVE)))
                .column("Latency budget left", "percentunit", left(Recorded.SLOW, Recorded.LATENCY_BUDGET))
                .columnBadBelow(0, 0.25)
                .column("Latency objective", "percentunit", max("job", of.named(Recorded.LATENCY_OBJECTIVE)))
                .columnLink("job", Link.toServiceOfRow(Dashboard.Id.SERVICE, "Service ${__value.raw}"));
    }

    private static String left(String bad, String budget) {
        String spent = "sum_over_time(" + of.named(bad) + "[30d]) / (sum_over_time(" + of.named(Recorded.REQUESTS)
                + "[30d]) > 0)";
        return "1 - " + spent + " / on (job) group_left () " + of.named(budget);
    }

    private static Panel errorBurn() {
        return burning("Burn rate of the error budget")
                .query("1 h {{job}}", burn(of.named(Recorded.errorRatio("1h")), of.named(Recorded.ERROR_BUDGET)))
                .query("6 h {{job}}", burn(of.named(Recorded.errorRatio("6h")), of.named(Recorded.ERROR_BUDGET)))
                .query("1 d {{job}}", burn(of.named(Recorded.errorRatio("1d")), of.named(Recorded.ERROR_BUDGET)))
                .query("3 d {{job}}", burn(of.named(Recorded.errorRatio("3d")), of.named(Recorded.ERROR_BUDGET)));
    }

    private static Panel latencyBurn() {
        return burning("Burn rate of the latency budget")
                .query("1 h {{job}}", burn(of.named(Recorded.slowRatio("1h")), of.named(Recorded.LATENCY_BUDGET)))
                .query("6 h {{job}}", burn(of.named(Recorded.slowRatio("6h")), of.named(Recorded.LATENCY_BUDGET)))
                .query("1 d {{job}}", burn(of.named(Recorded.slowRatio("1d")), of.named(Recorded.LATENCY_BUDGET)))
                .query("3 d {{job}}", burn(of.named(Recorded.slowRatio("3d")), of.named(Recorded.LATENCY_BUDGET)));
    }

    private static Panel burning(String title) {
        return Panel.graph(title)
                .shows(
                        "How many times faster than allowed the budget is spent, over four windows. At 1 it lasts exactly 30 days.")
                .ifBad("14.4 in an hour and 6 in six hours page; open the service dashboard at the time of the rise.")
                .width(12)
                .warn(6, 14.4)
                .link(Link.to(Dashboard.Id.SERVICE, "Service"));
    }

    private static Panel errorRatio() {
        return Panel.graph("Failed requests")
                .shows("Share of requests that failed, over five minutes.")
                .ifBad("the service dashboard shows which instances and exceptions.")
                .unit("percentunit")
                .width(12)
                .query("{{job}}", of.named(Recorded.errorRatio("5m")))
                .link(Link.to(Dashboard.Id.LOGS, "Logs of this time"));
    }

    private static Panel slowRatio() {
        return Panel.graph("Slow requests")
                .shows("Share of requests that took longer than the objective allows, over five minutes.")
                .ifBad("the service dashboard shows which routes and instances.")
                .unit("percentunit")
                .width(12)
                .query("{{job}}", of.named(Recorded.slowRatio("5m")));
    }

    private static Panel routes() {
        return Panel.table("Failed requests by route", "job, uri")
                .shows("The ten routes with most failed requests in the shown range.")
                .ifBad("the first line is what to repair.")
                .width(12)
                .column(
                        "Failed",
                        "short",
                        top(
                                10,
                                sum(
                                        "job, uri",
                                        increase(
                                                of.count(Catalogue.HTTP_SERVER_REQUESTS, Common.SERVER_ERROR),
                                                RANGE))));
    }

    private static Panel slowRoutes() {
        return Panel.table("Requests over half a second by route", "job, uri")
                .shows("The ten routes with most requests that took longer than 500 ms in the shown range.")
                .ifBad("the first line is what to make faster.")
                .width(12)
                .column(
                        "Slow",
                        "short",
                        top(
                                10,
                                sum("job, uri", increase(of.count(Catalogue.HTTP_SERVER_REQUESTS), RANGE)) + " - "
                                        + sum(
                                                "job, uri",
                                                increase(
                                                        of.bucket(Catalogue.HTTP_SERVER_REQUESTS, "le=\"0.5\""),
                                                        RANGE))));
    }
}
