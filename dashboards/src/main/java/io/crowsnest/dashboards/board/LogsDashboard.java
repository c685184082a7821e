package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.min;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** What do the logs say about that moment? And are they all there? */
final class LogsDashboard {

    private static final Series of = Series.OF_INSTANCES;
    private static final String CHOSEN = Common.LOGS_OF_SERVICES + " AND host.name:(${host:lucene})"
            // Raw: Grafana would escape the asterisk and everything that makes a search of it.
            + " AND log.level:(${level:lucene}) AND trace.id:${trace_id:raw} AND ${q:raw}";

    /** Documents know their host and not the address that is scraped: what is before the port is taken for it. */
    private static final Variable HOST = new Variable.Values(
            "host",
            "Host",
            "label_values(crowsnest_build_info{job=~\"$job\", instance=~\"$instance\"}, instance)",
            "/^(.*?)(?::\\d+)?$/",
            "*");

    private LogsDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.LOGS,
                "Logs",
                "What do the logs say about that moment?",
                List.of(
                        Variable.PROMETHEUS,
                        Variable.ELASTICSEARCH,
                        Variable.JOB,
                        Variable.INSTANCE,
                        HOST,
                        new Variable.OneOf("level", "Level", "TRACE,DEBUG,INFO,WARN,ERROR"),
                        new Variable.Text("trace_id", "Trace", "*"),
                        new Variable.Text("q", "Search", "*")),
                List.of(
                        Row.of(
                                "Are they all there?",
                                lag(),
                                pending(),
                                dropped(),
                                dead(),
                                durable(),
                                Common.freshness(of)),
                        Row.of("Lines", byLevel(), lines()),
                        Row.of("Who logs what", loggers(), exceptions(), captured()),
                        Row.of(
                                "Delivery",
                                delivered(),
                                waiting(),
                                lost(),
                                delay(),
                                recovered(),
                                recoveredPending(),
                                logged())));
    }

    private static Panel lag() {
        return Panel.stat("Delivery lag")
                .shows(
                        "How old the oldest event is that waits for a destination that does not take it. 0: all is delivered.")
                .ifBad(
                        "the destination refuses or is away: the agent dashboard shows its errors. Nothing is lost while the spool has room.")
                .unit("s")
                .warn(60, 300)
                .whenEmpty("no destination")
                .query("lag", max("", of.of(Catalogue.CROWSNEST_LOG_DELIVERY_LAG)));
    }

    private static Panel pending() {
        return Panel.stat("Pending")
                .shows("Events that wait on disk, for the destination that is behind most.")
                .ifBad("if it grows, the destination is slower than the application logs.")
                .whenEmpty("no destination")
                .query("events", max("", sum("destination", of.of(Catalogue.CROWSNEST_LOG_EVENTS_PENDING))));
    }

    private static Panel dropped() {
        return Panel.stat("Dropped")
                .shows("Events given up in the shown range, of all destinations.")
                .ifBad("the reason is in the row on delivery; usually the spool was full for too long.")
                .warn(1, 1)
                .whenEmpty("no destination")
                .query("events", sum("", "increase(" + of.of(Catalogue.CROWSNEST_LOG_EVENTS_DROPPED) + "[$__range])"));
    }

    private static Panel dead() {
        return Panel.stat("Dead-lettered")
                .shows(
                        "Events that a destination refused for good, in the shown range. They are in a file beside the spool.")
                .ifBad(
                        "read the file: it has the reason of each, usually a field with another type than the index has.")
                .warn(1, 1)
                .whenEmpty("no destination")
                .query(
                        "events",
                        sum("", "increase(" + of.of(Catalogue.CROWSNEST_LOG_EVENTS_DEAD_LETTERED) + "[$__range])"));
    }

    private static Panel durable() {
        return Panel.stat("Spool on disk")
                .shows(
                        "1: what waits survives the end of the process, on every instance. 0: it waits in memory, or nothing was logged so far.")
                .ifBad("the spool's directory cannot be used; the start of the service's standard error says why.")
                .badBelow(1)
                .whenEmpty("no destination")
                .query("durable", min("", of.of(Catalogue.CROWSNEST_LOG_SPOOL_DURABLE)));
    }

    private static Panel byLevel() {
        Panel panel = counted("Documents by level", "log.level")
                .shows("Stored documents over time by level, as the filters at the top choose.")
                .ifBad("compare a burst with the marks of starts and deployments.");
        return panel.width(24).height(6).legendBeside();
    }

    private static Panel lines() {
        return Panel.logs("Lines")
                .shows(
                        "The newest 200 log lines that the filters at the top choose; a trace id shows all of one request.")
                .ifBad("narrow by level, then by search, then take the trace id of a line to see its whole request.")
                .height(16)
                .query("", CHOSEN);
    }

    private static Panel loggers() {
        return counted("Loggers", "log.logger")
                .shows("The ten loggers with most documents.")
                .ifBad("a logger that writes half of all lines: raise its level.");
    }

    private static Panel exceptions() {
        return counted("Exceptions", "error.type")
                .shows("The ten exception classes with most documents.")
                .ifBad("a new class since the last deployment is worth a look before anybody asks.");
    }

    private static Panel counted(String title, String field) {
        return Panel.countedLogs(title, field).query("", CHOSEN);
    }

    private static Panel captured() {
        return Panel.graph("Captured by level")
                .shows("Events per second that the agent took over from the application.")
                .ifBad("captured but not stored: see delivery. Not captured: the level in the settings is higher.")
                .unit("cps")
                .stacked()
                .query("{{level}}", sum("level", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED))));
    }

    private static Panel delivered() {
        return Panel.graph("Captured and delivered")
                .shows("Events per second captured, and acknowledged by each destination: the lines should be one.")
                .ifBad("delivered below captured for long: the destination is too slow; see its own metrics.")
                .unit("cps")
                .query("captured", sum("", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED))))
                .query("{{destination}}", sum("destination", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_DELIVERED))));
    }

    private static Panel waiting() {
        return Panel.graph("Pending by instance")
                .shows("Events that wait for a destination.")
                .ifBad("a line that does not come back to zero will fill the spool.")
                .query(
                        "{{destination}} {{instance}}",
                        sum("destination, instance", of.of(Catalogue.CROWSNEST_LOG_EVENTS_PENDING)));
    }

    private static Panel lost() {
        return Panel.graph("Lost")
                .zerosUnlisted()
                .shows(
                        "Events per second that were dropped, by reason, refused for good, or set aside by the destination (Elasticsearch's failure store).")
                .ifBad(
                        "make the spool larger, or the destination faster; refused events are in the dead-letter file, those set aside in <data stream>::failures.")
                .unit("cps")
                .query(
                        "dropped: {{reason}} {{destination}}",
                        sum("destination, reason", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_DROPPED))))
                .query(
                        "dead-lettered {{destination}}",
                        sum("destination", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_DEAD_LETTERED))))
                .query(
                        "set aside {{destination}}",
                        sum("destination", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_SET_ASIDE))));
    }

    private static Panel delay() {
        return Panel.graph("Delivery lag by instance")
                .width(6)
                .shows("Age of the oldest event that a destination does not take.")
                .ifBad("all instances: the destination is away. One: its network or its credentials.")
                .unit("s")
                .warn(60, 300)
                .query(
                        "{{destination}} {{instance}}",
                        max("destination, instance", of.of(Catalogue.CROWSNEST_LOG_DELIVERY_LAG)));
    }

    private static Panel recovered() {
        return Panel.graph("Recovered")
                .width(6)
                .zerosUnlisted()
                .shows("Events per second that an earlier process had left, by what became of them.")
                .ifBad("dropped ones are lost: the disk was damaged or full.")
                .unit("cps")
                .whenEmpty("nothing was left")
                .query(
                        "{{outcome}} {{destination}}",
                        sum("destination, outcome", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_RECOVERED))));
    }

    private static Panel recoveredPending() {
        return Panel.graph("To be recovered")
                .width(6)
                .zerosUnlisted()
                .shows("Events of an earlier process that still wait.")
                .ifBad("they are delivered after the own ones; if they stay, see delivery lag.")
                .whenEmpty("nothing was left")
                .query(
                        "{{destination}} {{instance}}",
                        max("destination, instance", of.of(Catalogue.CROWSNEST_LOG_EVENTS_RECOVERED_PENDING)));
    }

    private static Panel logged() {
        return Panel.graph("Logged events")
                .width(6)
                .shows(
                        "Events per second that Logback and Log4j 2 passed to their appenders, whether logs are shipped or not.")
                .ifBad("errors here without lines above: shipping is off, or its level is too high.")
                .unit("cps")
                .whenEmpty("the service logs with the other framework")
                .query("Logback {{level}}", sum("level", rate(of.of(Catalogue.LOGBACK_EVENTS))))
                .query("Log4j 2 {{level}}", sum("level", rate(of.of(Catalogue.LOG4J2_EVENTS))));
    }
}
