package io.crowsnest.dashboards.rules;

import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.dashboards.rules.Rule.Alert;
import io.crowsnest.dashboards.rules.Rule.Severity;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** Whether Crowsnest itself does its work: a gap in what is known should be known. */
final class AgentAlerts {

    private static final Series of = Series.OF_ALL;
    private static final String DESTINATION = "job, instance, destination";
    private static final String WHO = "{{ $labels.job }}: {{ $labels.instance }}";

    private AgentAlerts() {}

    static RuleGroup make() {
        return new RuleGroup(
                "crowsnest-agent",
                List.of(stalled(), dropping(), deadLettering(), overflow(), hookErrors(), scrapeSlow(), watchdog()));
    }

    private static Rule stalled() {
        return Alert.of(
                "CrowsnestSinkStalled",
                of.of(Catalogue.CROWSNEST_LOG_DELIVERY_LAG) + " > 300",
                "5m",
                Severity.WARNING,
                WHO + " cannot deliver logs to {{ $labels.destination }}",
                "Log events have waited for {{ $value | humanizeDuration }}. None is lost while the spool has room.");
    }

    private static Rule dropping() {
        return Alert.of(
                "CrowsnestDropping",
                sum(DESTINATION + ", reason", rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_DROPPED), "5m")) + " > 0",
                "10m",
                Severity.WARNING,
                WHO + " loses log events for {{ $labels.destination }}",
                "{{ $value | humanize }} log events per second are dropped, reason {{ $labels.reason }}.");
    }

    private static Rule deadLettering() {
        return Alert.of(
                "CrowsnestDeadLettering",
                sum(DESTINATION, rate(of.of(Catalogue.CROWSNEST_LOG_EVENTS_DEAD_LETTERED), "5m")) + " > 0",
                "10m",
                Severity.WARNING,
                WHO + ": {{ $labels.destination }} refuses log events",
                "{{ $value | humanize }} log events per second are refused for good and kept in the dead-letter file.");
    }

    private static Rule overflow() {
        return Alert.of(
                "CrowsnestSeriesOverflow",
                sum("job, metric", rate(of.of(Catalogue.CROWSNEST_SERIES_OVERFLOW), "5m")) + " > 0",
                "15m",
                Severity.WARNING,
                "{{ $labels.job }}: {{ $labels.metric }} has too many series",
                "{{ $value | humanize }} recordings per second of {{ $labels.metric }} go to its overflow series.");
    }

    private static Rule hookErrors() {
        return Alert.of(
                        "CrowsnestHookErrors",
                        "sum by (job, instrumentation) (increase(" + of.of(Catalogue.CROWSNEST_HOOK_ERRORS)
                                + "[15m])) >= 1",
                        "0m",
                        Severity.WARNING,
                        "{{ $labels.job }}: the agent's part for {{ $labels.instrumentation }} fails",
                        "Failures inside of hooks; the application is not affected. Five switch the part off.")
                .keepFiring("15m");
    }

    private static Rule scrapeSlow() {
        return Alert.of(
                "CrowsnestScrapeSlow",
                of.named("scrape_duration_seconds") + " > 5",
                "10m",
                Severity.WARNING,
                WHO + " answers scrapes slowly",
                "A scrape takes {{ $value | humanizeDuration }}; at 10 s series get holes.");
    }

    /** Fires always, so that its silence tells that nobody would hear of any other. */
    private static Rule watchdog() {
        return Alert.of(
                "Watchdog",
                "vector(1)",
                "0m",
                Severity.NONE,
                "Alerts arrive",
                "This alert fires always; whoever receives it notices when alerts stop to arrive.");
    }
}
