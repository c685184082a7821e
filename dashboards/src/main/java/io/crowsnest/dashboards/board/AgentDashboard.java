package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.count;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.orZero;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** Can I trust what I see, and what does it cost? */
final class AgentDashboard {

    private static final Series of = Series.OF_INSTANCES;

    private AgentDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.AGENT,
                "Agent",
                "Can I trust what I see, and what does it cost?",
                List.of(Variable.PROMETHEUS, Variable.JOB, Variable.INSTANCE),
                List.of(
                        Row.of(
                                "Trust",
                                agents(),
                                hookErrorsNow(),
                                overflowNow(),
                                droppedNow(),
                                startTime(),
                                Common.freshness(of)),
                        Row.of("Cost", cpuShare(), series(), scrapeTime(), scrapeSize(), premain(), versions()),
                        Row.of("Trouble", hookErrors(), sourceErrors(), overflow(), dropped()),
                        Row.of("Exporters", lastSuccess(), exporterErrors(), logBalance()),
                        Row.of("Push", pushed(), pushBuffer(), pushDropped()),
                        Row.of(
                                "Datadog",
                                datadogLines(),
                                datadogBytes(),
                                datadogDropped(),
                                relayLines(),
                                relayTrouble())));
    }

    private static Panel agents() {
        return Panel.stat("Agents")
                .shows("Instances that report.")
                .ifBad("fewer than instances run: the option is missing on some, or their port is not scraped.")
                .query("agents", orZero(count("", of.of(Catalogue.CROWSNEST_BUILD_INFO))));
    }

    private static Panel hookErrorsNow() {
        return Panel.stat("Hook failures")
                .shows(
                        "Failures inside the agent in the shown range. The application did not see them; five switch a library off.")
                .ifBad("the panel below names the library; /status of the instance says what is switched off.")
                .warn(1, 5)
                .query(
                        "failures",
                        orZero(sum("", "increase(" + of.of(Catalogue.CROWSNEST_HOOK_ERRORS) + "[$__range])")));
    }

    private static Panel overflowNow() {
        return Panel.stat("Folded recordings")
                .shows(
                        "Recordings in the shown range that went to the overflow series because a metric had too many label values.")
                .ifBad("the panel below names the metric: find the label that has no bounds.")
                .warn(1, 1000)
                .query(
                        "recordings",
                        orZero(sum("", "increase(" + of.of(Catalogue.CROWSNEST_SERIES_OVERFLOW) + "[$__range])")));
    }

    private static Panel droppedNow() {
        return Panel.stat("Lost at the start")
                .shows("Measurements lost because they came faster than the registry started.")
                .ifBad("only the first seconds after a start are affected; rates are right from then on.")
                .warn(1, 1000)
                .query("measurements", orZero(sum("", of.of(Catalogue.CROWSNEST_RECORDINGS_DROPPED))));
    }

    private static Panel startTime() {
        return Panel.stat("Delay of the start")
                .shows("Longest time that the agent took before the application's main method.")
                .ifBad("above 100 ms: a slow disk, or a machine that is busy while it starts everything at once.")
                .unit("s")
                .warn(0.1, 0.5)
                .query("seconds", max("", of.of(Catalogue.CROWSNEST_PREMAIN)));
    }

    private static Panel cpuShare() {
        return Panel.graph("Agent's share of CPU")
                .shows(
                        "Processor time of the agent's own threads as a share of all that the process used. Hooks run in the application's.")
                .ifBad("above 5 %: many series are scraped often, or very many log events are shipped.")
                .unit("percentunit")
                .warn(0.05, 0.1)
                .query(
                        "{{instance}}",
                        sum("instance", rate(of.of(Catalogue.CROWSNEST_CPU))) + " / ("
                                + sum("instance", rate(of.of(Catalogue.PROCESS_CPU_TIME))) + " > 0)");
    }

    private static Panel series() {
        return Panel.graph("Series")
                .shows("Series that the agent's recorders hold.")
                .ifBad("a steady rise is a label without bounds; see folded recordings.")
                .query("{{instance}}", max("instance", of.of(Catalogue.CROWSNEST_METRIC_SERIES)));
    }

    private static Panel scrapeTime() {
        return Panel.graph("Scrape time")
                .shows("How long Prometheus waited for the answer to a scrape.")
                .ifBad("near the scrape timeout (10 s) series get holes: scrape less often, or cut series.")
                .unit("s")
                .warn(1, 5)
                .query("{{instance}}", max("instance", of.named("scrape_duration_seconds")));
    }

    private static Panel scrapeSize() {
        return Panel.graph("Samples per scrape")
                .shows("Samples in an answer, the application's own metrics included.")
                .ifBad("above 10,000 an instance: the application registers too many meters of its own.")
                .query("{{instance}}", max("instance", of.named("scrape_samples_scraped")));
    }

    private static Panel premain() {
        return Panel.graph("Delay of the start by instance")
                .shows(
                        "Time that the agent took before the application's main method, and since when the process runs.")
                .ifBad("one machine only: its disk. All: compare with the version before.")
                .unit("s")
                .query("{{instance}}", max("instance", of.of(Catalogue.CROWSNEST_PREMAIN)));
    }

    private static Panel versions() {
        return Panel.table("Versions", "version")
                .shows("Agents by version.")
                .ifBad("more than one for longer than a rollout takes: somebody was left behind.")
                .width(8)
                .height(9)
                .column("Instances", "short", count("version", of.of(Catalogue.CROWSNEST_BUILD_INFO)));
    }

    private static Panel hookErrors() {
        return Panel.graph("Hook failures by library")
                .width(6)
                .zerosUnlisted()
                .shows("Failures per second inside the hooks of a library.")
                .ifBad(
                        "switch that library off (instrumentation.<id>.enabled=false) and report it with the version of the library.")
                .unit("ops")
                .whenEmpty("none")
                .query("{{instrumentation}}", sum("instrumentation", rate(of.of(Catalogue.CROWSNEST_HOOK_ERRORS))));
    }

    private static Panel sourceErrors() {
        return Panel.graph("Application's metrics not read")
                .width(6)
                .zerosUnlisted()
                .shows(
                        "Metrics per second that the application keeps and the agent could not read when it was scraped, by library.")
                .ifBad(
                        "/status of the instance has the last failure: mostly a gauge of the application that throws or blocks.")
                .unit("ops")
                .whenEmpty("none")
                .query("{{source}}", sum("source", rate(of.of(Catalogue.CROWSNEST_SOURCE_ERRORS))));
    }

    private static Panel overflow() {
        return Panel.graph("Folded recordings by metric")
                .width(6)
                .zerosUnlisted()
                .shows(
                        "Recordings per second that went to the overflow series of a metric. Sums stay true, labels are lost.")
                .ifBad("raise metrics.series-limit only if all those label values are worth their cost.")
                .unit("ops")
                .whenEmpty("none")
                .query("{{metric}}", sum("metric", rate(of.of(Catalogue.CROWSNEST_SERIES_OVERFLOW))));
    }

    private static Panel dropped() {
        return Panel.graph("Lost measurements")
                .width(6)
                .zerosUnlisted()
                .shows("Measurements per second lost before the registry was ready.")
                .ifBad("after the first minute this must be zero; if not, report it.")
                .unit("ops")
                .query("{{instance}}", sum("instance", rate(of.of(Catalogue.CROWSNEST_RECORDINGS_DROPPED))));
    }

    private static Panel lastSuccess() {
        return Panel.graph("Since the last success")
                .shows("How long ago an exporter last succeeded. One that never did is not drawn.")
                .ifBad("a rising line: the other side is away, or refuses; the errors beside tell.")
                .unit("s")
                .warn(60, 300)
                .query(
                        "{{exporter}} {{instance}}",
                        "time() - "
                                + max("exporter, instance", of.of(Catalogue.CROWSNEST_EXPORTER_LAST_SUCCESS) + " > 0"));
    }

    private static Panel exporterErrors() {
        return Panel.graph("Exporter errors")
                .zerosUnlisted()
                .shows("Failed attempts per second by exporter.")
                .ifBad("/status of the instance has the text of the last error.")
                .unit("ops")
                .query("{{exporter}}", sum("exporter", rate(of.of(Catalogue.CROWSNEST_EXPORTER_ERRORS))));
    }

    private static Panel logBalance() {
        return Panel.graph("Log events unaccounted for")
                .shows("Captured minus delivered, pending, dead-lettered and dropped, by destination: always zero.")
                .ifBad("another value is a defect of the agent: report it.")
                .query(
                        "{{destination}}",
                        "scalar(" + sum("", of.of(Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED)) + ") - ("
                                + sum("destination", of.of(Catalogue.CROWSNEST_LOG_EVENTS_DELIVERED)) + " + "
                                + sum("destination", of.of(Catalogue.CROWSNEST_LOG_EVENTS_PENDING)) + " + "
                                + sum("destination", of.of(Catalogue.CROWSNEST_LOG_EVENTS_DEAD_LETTERED)) + " + "
                                + sum("destination", of.of(Catalogue.CROWSNEST_LOG_EVENTS_DROPPED)) + ")");
    }

    private static Panel pushed() {
        return Panel.graph("Samples pushed")
                .shows("Samples per second that a receiver of remote write took, and how many wait for it.")
                .ifBad("waiting ones rise: the receiver is away or slow; what exceeds the buffer is lost.")
                .whenEmpty("not used")
                .query("sent {{instance}}", sum("instance", rate(of.of(Catalogue.CROWSNEST_PUSH_SAMPLES_SENT))))
                .query("waiting {{instance}}", max("instance", of.of(Catalogue.CROWSNEST_PUSH_SAMPLES_PENDING)));
    }

    private static Panel pushBuffer() {
        return Panel.graph("Memory of samples that wait")
                .shows("Bytes of samples that wait for a receiver of remote write.")
                .ifBad("at the limit (prometheus.push.buffer, 4 MiB) the oldest samples are dropped.")
                .unit("bytes")
                .whenEmpty("not used")
                .query("{{instance}}", max("instance", of.of(Catalogue.CROWSNEST_PUSH_BUFFER)));
    }

    private static Panel pushDropped() {
        return Panel.graph("Samples lost on the way")
                .zerosUnlisted()
                .shows("Samples per second for a receiver of remote write that were given up, by reason.")
                .ifBad(
                        "buffer_full: the receiver was away for too long; refused: /status of the instance has its words; shutdown: it did not answer in time.")
                .unit("ops")
                .whenEmpty("none")
                .query("{{reason}}", sum("reason", rate(of.of(Catalogue.CROWSNEST_PUSH_SAMPLES_DROPPED))));
    }

    private static Panel datadogLines() {
        return Panel.graph("Lines to Datadog")
                .shows("Lines and packets per second that left for the Datadog Agent.")
                .ifBad("a packet for each line: lines are forwarded one by one, see datadog.relay.aggregate.")
                .unit("ops")
                .whenEmpty("not used")
                .query("lines {{exporter}}", sum("exporter", rate(of.of(Catalogue.CROWSNEST_DATADOG_LINES_SENT))))
                .query("packets {{exporter}}", sum("exporter", rate(of.of(Catalogue.CROWSNEST_DATADOG_PACKETS_SENT))));
    }

    private static Panel datadogBytes() {
        return Panel.graph("Bytes to Datadog")
                .shows("Bytes per second that left for the Datadog Agent.")
                .ifBad("a steady rise is a label without bounds, which Datadog bills; see folded recordings.")
                .unit("Bps")
                .whenEmpty("not used")
                .query("{{exporter}}", sum("exporter", rate(of.of(Catalogue.CROWSNEST_DATADOG_SENT))));
    }

    private static Panel datadogDropped() {
        return Panel.graph("Lines lost on the way to Datadog")
                .zerosUnlisted()
                .shows(
                        "Lines per second that were given up, by reason. What they told is missing in Datadog, not here.")
                .ifBad(
                        "refused, not_sent: no Agent where datadog.url points; too_long: a metric with very many or long tags;"
                                + " not_finite: a metric that recorded an infinite value.")
                .unit("ops")
                .whenEmpty("none")
                .query(
                        "{{exporter}} {{reason}}",
                        sum("exporter, reason", rate(of.of(Catalogue.CROWSNEST_DATADOG_LINES_DROPPED))));
    }

    private static Panel relayLines() {
        return Panel.graph("DogStatsD of the application")
                .width(12)
                .shows("Lines and packets per second that the application sent through the relay.")
                .ifBad("near 100,000 lines a second: the application should sample, or sum up by itself.")
                .unit("ops")
                .whenEmpty("not used")
                .query("lines {{instance}}", sum("instance", rate(of.of(Catalogue.CROWSNEST_RELAY_LINES))))
                .query("packets {{instance}}", sum("instance", rate(of.of(Catalogue.CROWSNEST_RELAY_PACKETS))));
    }

    private static Panel relayTrouble() {
        return Panel.graph("DogStatsD not understood")
                .zerosUnlisted()
                .width(12)
                .shows(
                        "Lines per second that the relay did not understand, or of which Prometheus sees less than Datadog.")
                .ifBad(
                        "format, type, value: a client with another protocol; no_place: too many names; weight: very small sample rates; out_of_range: negative or infinite; failed: no meter could be made.")
                .unit("ops")
                .whenEmpty("none")
                .query("malformed {{reason}}", sum("reason", rate(of.of(Catalogue.CROWSNEST_RELAY_LINES_MALFORMED))))
                .query("unmirrored {{reason}}", sum("reason", rate(of.of(Catalogue.CROWSNEST_RELAY_LINES_UNMIRRORED))));
    }
}
