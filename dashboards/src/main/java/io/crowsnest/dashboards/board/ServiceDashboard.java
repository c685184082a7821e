package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.RANGE;
import static io.crowsnest.dashboards.promql.Promql.average;
import static io.crowsnest.dashboards.promql.Promql.increase;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.quantile;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;
import static io.crowsnest.dashboards.promql.Promql.top;
import static io.crowsnest.dashboards.promql.Promql.withExamplesOf;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Link;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.List;

/** What do users feel, on which route, since when? */
final class ServiceDashboard {

    private static final Series of = Series.OF_INSTANCES;
    private static final Metric REQUESTS = Catalogue.HTTP_SERVER_REQUESTS;
    private static final String ROUTE = "uri=~\"$uri\"";
    private static final Variable URI = new Variable.Values(
            "uri",
            "Route",
            "label_values(http_server_requests_seconds_count{job=~\"$job\", instance=~\"$instance\"}, uri)",
            "",
            // Matches the empty text too, see buckets().
            ".*");

    private static final String MOST_TIME = top(20, sum("method, uri", increase(of.sum(REQUESTS), RANGE)));

    private ServiceDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.SERVICE,
                "Service",
                "What do users feel, on which route, since when?",
                List.of(Variable.PROMETHEUS, Variable.ELASTICSEARCH, Variable.JOB, Variable.INSTANCE, URI),
                List.of(
                        Row.of(
                                "Golden signals",
                                traffic(),
                                failed(),
                                latency(),
                                inFlight(),
                                saturation(),
                                Common.freshness(of),
                                requestRate(),
                                errorShare(),
                                quantiles(),
                                status(),
                                active(),
                                cpu()),
                        Row.of("Latency", heatmap(), byInstance(), underHalfASecond(), slowest()),
                        Row.of("Routes", routes()),
                        Row.of("Errors", exceptions(), outliers(), logLevels()),
                        Row.of("Logs", errorLines())));
    }

    private static Panel traffic() {
        return Panel.stat("Requests")
                .shows("Requests answered per second.")
                .ifBad("if it fell, look at what is in front of the service before you look at the service.")
                .unit("reqps")
                .query("rate", sum("", rate(of.count(REQUESTS, ROUTE))));
    }

    private static Panel failed() {
        return Panel.stat("Failed")
                .shows("Share of requests that ended with a server error.")
                .ifBad("the panel of exceptions below says what failed, the log why.")
                .unit("percentunit")
                .warn(0.001, 0.01)
                .whenEmpty("no traffic")
                .query("share", Common.errorShare(of, ""));
    }

    private static Panel latency() {
        return Panel.stat("p99")
                .shows("99 of 100 requests were faster than this.")
                .ifBad(
                        "see in the table of routes whether it is one route, and by instance whether it is one instance.")
                .unit("s")
                .warn(0.5, 1)
                .whenEmpty("no traffic")
                .query("p99", Common.requestQuantile(of, 0.99, ""));
    }

    private static Panel inFlight() {
        return Panel.stat("In flight")
                .shows("Requests that are being answered now.")
                .ifBad("requests pile up: look for a slow dependency or an exhausted pool.")
                .query("requests", sum("", of.of(Catalogue.HTTP_SERVER_REQUESTS_ACTIVE)));
    }

    private static Panel saturation() {
        return Panel.stat("CPU, worst instance")
                .shows("Share of its processors that the busiest instance uses.")
                .ifBad("above 90 % requests wait for processors: add instances, or find what computes.")
                .unit("percentunit")
                .warn(0.75, 0.9)
                .query("share", max("", of.of(Catalogue.PROCESS_CPU_USAGE)));
    }

    private static Panel requestRate() {
        String rate = sum("", rate(of.count(REQUESTS, ROUTE)));
        return Panel.graph("Request rate")
                .shows("Requests answered per second, and a week before.")
                .ifBad("a fall to zero with instances up means that requests do not arrive.")
                .unit("reqps")
                .query("now", rate)
                .query("a week ago", sum("", "rate(" + of.count(REQUESTS, ROUTE) + "[$__rate_interval] offset 1w)"))
                .link(Link.to(Dashboard.Id.LOGS, "Logs of this time"));
    }

    private static Panel errorShare() {
        return Panel.graph("Error share by instance")
                .shows("Share of requests that ended with a server error; zero is drawn as zero, a gap is no traffic.")
                .ifBad("one instance alone: take it out of service. All together: a dependency or the last deployment.")
                .unit("percentunit")
                .warn(0.001, 0.01)
                .query("{{instance}}", Common.errorShare(of, "instance"))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel quantiles() {
        return Panel.graph("Latency")
                .shows(
                        "Half, nine of ten and 99 of 100 requests were faster than the lines. Dots are examples; they open their logs.")
                .ifBad("p99 alone up: some requests wait (pool, pause, one route). All up: a dependency or CPU.")
                .unit("s")
                .queryWithExemplars("p50", withExamples(quantileOfRoutes(0.5)))
                .query("p90", quantileOfRoutes(0.9))
                .query("p99", quantileOfRoutes(0.99));
    }

    /**
     * The histogram of the chosen routes, per second. Of all routes it is the recorded one, which has a small part of the series. Which of the
     * two is asked for is told by a label that no series has: it reads as the empty text, which only the choice of all routes matches.
     */
    private static String buckets() {
        return sum("le", rate(of.named(Recorded.REQUEST_BUCKETS, "absent=~\"$uri\""))) + " or "
                + sum("le", rate(of.bucket(REQUESTS, ROUTE, "absent!~\"$uri\"")));
    }

    private static String quantileOfRoutes(double quantile) {
        return "histogram_quantile(" + quantile + ", " + buckets() + ")";
    }

    private static String withExamples(String expression) {
        return withExamplesOf(of.bucket(REQUESTS, ROUTE), expression);
    }

    private static Panel status() {
        return Panel.graph("By status")
                .shows("Requests per second by status of the answer.")
                .ifBad("5xx: our fault, see the log. 4xx: a caller changed, or somebody tries doors.")
                .unit("reqps")
                .stacked()
                .query("{{status}}", sum("status", rate(of.count(REQUESTS, ROUTE))));
    }

    private static Panel active() {
        return Panel.graph("In flight by instance")
                .shows("Requests that are being answered.")
                .ifBad("one instance with more than the others is slow, or gets more than its share.")
                .query("{{instance}}", sum("instance", of.of(Catalogue.HTTP_SERVER_REQUESTS_ACTIVE)))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel cpu() {
        return Panel.graph("CPU by instance")
                .shows("Share of its processors that an instance uses.")
                .ifBad("open the JVM dashboard: if collections take it, memory is the cause.")
                .unit("percentunit")
                .warn(0.75, 0.9)
                .query("{{instance}}", max("instance", of.of(Catalogue.PROCESS_CPU_USAGE)))
                .link(Link.to(Dashboard.Id.JVM, "JVM"));
    }

    private static Panel heatmap() {
        return Panel.heatmap("Distribution of latency")
                .shows(
                        "How many requests took how long. Two bands are two kinds of requests; dots open the log of one.")
                .ifBad(
                        "a new band above the usual one is a part of requests that now waits: choose a route to find whose.")
                .unit("s")
                .queryWithExemplars("{{le}}", withExamples(buckets()));
    }

    private static Panel byInstance() {
        return Panel.graph("p99 by instance")
                .shows("99 of 100 requests to this instance in the five minutes before were faster.")
                .ifBad("one instance stands out: compare its collections and CPU with the others, then replace it.")
                .unit("s")
                .width(12)
                .query("{{instance}}", of.named(Recorded.REQUEST_P99))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel underHalfASecond() {
        return Panel.graph("Answered within 500 ms")
                .shows("Share of requests that took half a second at most.")
                .ifBad("this is the latency objective as users feel it; the SLO dashboard says how long it can go on.")
                .unit("percentunit")
                .width(12)
                .query(
                        "share",
                        // Prometheus extrapolates both for itself: just after a start there were more fast ones than
                        // all.
                        "clamp_max(" + sum("", rate(of.bucket(REQUESTS, ROUTE, "le=\"0.5\""))) + " / ("
                                + sum("", rate(of.count(REQUESTS, ROUTE))) + " > 0), 1)")
                .link(Link.to(Dashboard.Id.SLO, "Objectives"));
    }

    private static Panel slowest() {
        return Panel.graph("Slowest request")
                .shows("Longest time that a request took lately, by instance: what quantiles hide.")
                .ifBad("minutes here are timeouts that nobody set: find the route in the table, and set one.")
                .unit("s")
                .width(12)
                .query("{{instance}}", max("instance", of.max(REQUESTS, ROUTE)))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel routes() {
        return Panel.table("Routes, the most time first", "method, uri")
                .shows(
                        "The 20 routes that took most time in the shown range. A click on a route narrows the dashboard to it.")
                .ifBad("improve the first line: nothing else saves as much.")
                .height(10)
                .column("Time", "s", MOST_TIME)
                .column("Requests", "short", ofThose(sum("method, uri", increase(of.count(REQUESTS), RANGE))))
                .column(
                        "Failed",
                        "short",
                        ofThose(sum("method, uri", increase(of.count(REQUESTS, Common.SERVER_ERROR), RANGE))))
                .columnWarn(1, 100)
                .column("Average", "s", ofThose(average("method, uri", of.sum(REQUESTS), of.count(REQUESTS))))
                .column("p99", "s", ofThose(quantile(0.99, "method, uri", of.bucket(REQUESTS))))
                .columnLink("uri", Link.narrow(Dashboard.Id.SERVICE, "uri", "Only ${__value.raw}"));
    }

    private static String ofThose(String expression) {
        return "(" + expression + ") and on (method, uri) " + MOST_TIME;
    }

    private static Panel exceptions() {
        return Panel.graph("Exceptions")
                .shows("Requests per second that ended with an exception, by its class.")
                .ifBad("search the log for the class that came up; its stack trace names the place.")
                .unit("reqps")
                .whenEmpty("none")
                .query("{{exception}}", top(10, sum("exception", rate(of.count(REQUESTS, "exception!=\"none\"")))))
                .link(Link.to(Dashboard.Id.LOGS, "Logs of this time"));
    }

    private static Panel outliers() {
        String each = of.named(Recorded.REQUEST_P99);
        return Panel.graph("Outliers")
                .shows("p99 of each instance as a multiple of the median instance.")
                .ifBad("above 2 for long: that instance has a noisy neighbour or a broken disk; replace it.")
                .warn(2, 4)
                .query("{{instance}}", each + " / scalar(quantile(0.5, " + each + "))")
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel logLevels() {
        return Panel.graph("Errors and warnings logged")
                .shows("Log events per second of level error and warn.")
                .ifBad("open the logs of that time; the same message many times is usually the cause.")
                .unit("cps")
                .query(
                        "{{level}}",
                        sum("level", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED, "level=~\"error|warn\""))))
                .link(Link.to(Dashboard.Id.LOGS, "Logs of this time"));
    }

    private static Panel errorLines() {
        return Panel.logs("Last errors")
                .shows("Log lines of level error and warn of the chosen services.")
                .ifBad("open a line: it has the trace, the stack trace and the labels.")
                .query("", Common.LOGS_OF_SERVICES + " AND log.level:(ERROR OR WARN)");
    }
}
