package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.count;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.min;
import static io.crowsnest.dashboards.promql.Promql.orZero;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Link;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** Which service is in trouble? */
final class FleetDashboard {

    private static final Series of = Series.OF_SERVICES;

    private FleetDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.FLEET,
                "Fleet",
                "Which service is in trouble?",
                List.of(Variable.PROMETHEUS, Variable.JOB),
                List.of(
                        Row.of(
                                "Now",
                                servicesUp(),
                                instancesDown(),
                                pages(),
                                requests(),
                                errors(),
                                Common.freshness(of)),
                        Row.of("Services, the most loaded first", services()),
                        Row.of("Over time", upAndDown(), starts(), alerts()),
                        Row.of("What runs", live(), agents(), jvms())));
    }

    private static Panel servicesUp() {
        return Panel.stat("Services up")
                .shows("Services of which at least one instance answers scrapes.")
                .ifBad("find the missing one in the row over time, then open its service dashboard.")
                .query("up", orZero("count(" + max("job", of.named("up")) + " == 1)"));
    }

    private static Panel instancesDown() {
        return Panel.stat("Instances down")
                .shows("Instances that do not answer scrapes.")
                .ifBad("see whether the process runs; if it does, whether its metrics port can be reached.")
                .warn(1, 3)
                .query("down", orZero("count(" + of.named("up") + " == 0)"));
    }

    private static Panel pages() {
        return Panel.stat("Pages firing")
                .shows("Critical alerts that fire now.")
                .ifBad("open the alert in the list below and follow its runbook.")
                .warn(1, 1)
                .query(
                        "firing",
                        orZero("count(" + of.named("ALERTS", "alertstate=\"firing\"", "severity=\"critical\"") + ")"));
    }

    private static Panel requests() {
        return Panel.stat("Requests")
                .shows("Requests answered per second by all services together.")
                .ifBad("a fall everywhere points to what is in front of the services: balancer, DNS, network.")
                .unit("reqps")
                .query("rate", orZero(sum("", rate(of.count(Catalogue.HTTP_SERVER_REQUESTS)))));
    }

    private static Panel errors() {
        return Panel.stat("Failed")
                .shows("Share of requests that ended with a server error, of all services together.")
                .ifBad("sort the table by error share and open the first service.")
                .unit("percentunit")
                .warn(0.001, 0.01)
                .whenEmpty("no traffic")
                .query("share", Common.errorShare(of, ""));
    }

    private static Panel services() {
        return Panel.table("Services", "job")
                .shows(
                        "One line a service, with its worst instance where that is what counts; the name leads to its dashboard.")
                .ifBad(
                        "start with the highest burn rate: above 1 a service spends more of its error budget than it has.")
                .height(9)
                .column("Requests", "reqps", sum("job", rate(of.count(Catalogue.HTTP_SERVER_REQUESTS))))
                .column("Failed", "percentunit", Common.errorShare(of, "job"))
                .columnWarn(0.001, 0.01)
                .column("p99", "s", Common.requestQuantile(of, 0.99, "job"))
                .columnWarn(0.5, 1)
                .column(
                        "Burn rate 1 h",
                        "short",
                        Common.burn(of.named(Recorded.errorRatio("1h")), of.named(Recorded.ERROR_BUDGET)))
                .columnWarn(1, 14.4)
                .column("Heap after GC", "percentunit", max("job", of.named(Recorded.HEAP_AFTER_GC)))
                .columnWarn(0.85, 0.95)
                .column("GC pauses", "percentunit", max("job", of.named(Recorded.GC_PAUSE_SHARE)))
                .columnWarn(0.1, 0.25)
                .column("CPU", "percentunit", max("job", of.named(Recorded.CPU)))
                .columnWarn(0.75, 0.9)
                .column("Instances", "short", count("job", of.named("up") + " == 1"))
                .columnLink("job", Link.toServiceOfRow(Dashboard.Id.SERVICE, "Service ${__value.raw}"));
    }

    private static Panel upAndDown() {
        return Panel.states("Up and down")
                .shows("Whether all instances of a service answered scrapes.")
                .ifBad("compare the begin of the red part with the marks of deployments and starts.")
                .width(10)
                .query("{{job}}", min("job", of.named("up")));
    }

    private static Panel alerts() {
        return Panel.alerts("Alerts").shows("Alerts that fire or are about to.").ifBad("each alert links its runbook.");
    }

    private static Panel agents() {
        return Panel.table("Agents", "job, version")
                .shows("Instances by version of the agent.")
                .ifBad("an old version on some instances only is a deployment that did not finish.")
                .width(6)
                .height(9)
                .column("Instances", "short", count("job, version", of.of(Catalogue.CROWSNEST_BUILD_INFO)));
    }

    private static Panel live() {
        return Panel.table("Versions live", "job, service_version")
                .shows("Instances by version of the service, as the agent was told or found in the jar.")
                .ifBad("two versions for longer than a rollout takes: it stands still; compare their logs.")
                .width(6)
                .height(9)
                .column("Instances", "short", count("job, service_version", of.of(Catalogue.TARGET_INFO)));
    }

    private static Panel jvms() {
        return Panel.table("Java versions", "job, version, vendor")
                .shows("Instances by version of the JVM.")
                .ifBad("replace versions that get no security updates any more.")
                .width(12)
                .height(9)
                .column("Instances", "short", count("job, version, vendor", of.of(Catalogue.JVM_INFO)));
    }

    private static Panel starts() {
        return Panel.graph("Youngest instance")
                .width(6)
                .height(8)
                .shows("How long the instance of each service has run that started last.")
                .ifBad(
                        "a line that keeps falling to zero is a service that restarts again and again: read its last log lines.")
                .unit("s")
                .query("{{job}}", min("job", of.of(Catalogue.PROCESS_UPTIME)));
    }
}
