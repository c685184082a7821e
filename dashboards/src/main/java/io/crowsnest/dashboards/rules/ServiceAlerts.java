package io.crowsnest.dashboards.rules;

import static io.crowsnest.dashboards.promql.Promql.group;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.dashboards.rules.Rule.Alert;
import io.crowsnest.dashboards.rules.Rule.Severity;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** Whether services are there, and do what they did before. */
final class ServiceAlerts {

    private static final Series of = Series.OF_ALL;

    private ServiceAlerts() {}

    static RuleGroup make() {
        return new RuleGroup(
                "crowsnest-service", List.of(instanceDown(), allDown(), restarts(), trafficVanished(), errorLogs()));
    }

    private static Rule instanceDown() {
        return Alert.of(
                "ServiceInstanceDown",
                "up == 0",
                "2m",
                Severity.WARNING,
                "{{ $labels.job }}: {{ $labels.instance }} does not answer",
                "Prometheus gets no metrics from {{ $labels.instance }} of {{ $labels.job }}.");
    }

    /** Down, or gone from the targets though an hour ago it was there. */
    private static Rule allDown() {
        String anHourAgo = group("job", of.of(Catalogue.CROWSNEST_BUILD_INFO) + " offset 1h");
        return Alert.of(
                "ServiceAllDown",
                max("job", "up") + " == 0 or (" + anHourAgo + " unless on (job) " + group("job", "up") + ") * 0",
                "1m",
                Severity.CRITICAL,
                "{{ $labels.job }} is down",
                "No instance of {{ $labels.job }} answers, or none is among the targets any more.");
    }

    /** Each instance for itself, so that a rollout over many is none. */
    private static Rule restarts() {
        return Alert.of(
                "RestartLoop",
                "changes(" + of.of(Catalogue.PROCESS_START_TIME) + "[15m]) > 3",
                "0m",
                Severity.CRITICAL,
                "{{ $labels.job }}: {{ $labels.instance }} restarts again and again",
                "{{ $labels.instance }} of {{ $labels.job }} started {{ $value }} times in 15 minutes.");
    }

    private static Rule trafficVanished() {
        String now = "(" + Recorded.REQUESTS + " or " + group("job", of.of(Catalogue.CROWSNEST_BUILD_INFO)) + " * 0)";
        return Alert.of(
                "TrafficVanished",
                now + " < 0.1 * (avg_over_time(" + Recorded.REQUESTS + "[1h] offset 1d) > 1)",
                "10m",
                Severity.WARNING,
                "{{ $labels.job }} gets hardly any requests",
                "{{ $labels.job }} answers {{ $value | humanize }} requests per second, less than a tenth of yesterday's.");
    }

    private static Rule errorLogs() {
        String logged = of.of(Catalogue.CROWSNEST_LOG_EVENTS_CAPTURED, "level=\"error\"");
        String errors = sum("job", rate(logged, "5m"));
        String anHourAgo = sum("job", "rate(" + logged + "[5m] offset 1h)");
        return Alert.of(
                "ErrorLogSpike",
                errors + " > 0.1 unless " + errors + " <= 5 * " + anHourAgo,
                "10m",
                Severity.WARNING,
                "{{ $labels.job }} logs many errors",
                "{{ $labels.job }} logs {{ $value | humanize }} errors per second, more than five times as many as an hour ago.");
    }
}
