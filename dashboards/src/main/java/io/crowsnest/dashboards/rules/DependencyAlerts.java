package io.crowsnest.dashboards.rules;

import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.share;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.dashboards.rules.Rule.Alert;
import io.crowsnest.dashboards.rules.Rule.Severity;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.List;

/** What services call: pools, other services, databases. */
final class DependencyAlerts {

    private static final Series of = Series.OF_ALL;
    private static final String HIKARI = "job, instance, pool";
    private static final String JDBC = "job, instance, name";

    private DependencyAlerts() {}

    static RuleGroup make() {
        return new RuleGroup(
                "crowsnest-dependencies",
                List.of(poolExhausted(), poolTimeouts(), dependencyErrors(), databaseErrors()));
    }

    private static Rule poolExhausted() {
        return Alert.of(
                "ConnectionPoolExhausted",
                exhausted(
                                HIKARI,
                                Catalogue.HIKARICP_CONNECTIONS_ACTIVE,
                                Catalogue.HIKARICP_CONNECTIONS_MAX,
                                Catalogue.HIKARICP_CONNECTIONS_PENDING)
                        + " or "
                        + exhausted(
                                JDBC,
                                Catalogue.JDBC_CONNECTIONS_ACTIVE,
                                Catalogue.JDBC_CONNECTIONS_MAX,
                                Catalogue.JDBC_CONNECTIONS_PENDING),
                "2m",
                Severity.CRITICAL,
                "{{ $labels.job }}: pool {{ $labels.pool }}{{ $labels.name }} of {{ $labels.instance }} is exhausted",
                "All connections of the pool are in use and threads wait for one.");
    }

    private static String exhausted(String by, Metric active, Metric max, Metric pending) {
        return "(" + sum(by, of.of(active)) + " / (" + sum(by, of.of(max)) + " > 0) >= 0.95 and "
                + sum(by, of.of(pending)) + " > 0)";
    }

    private static Rule poolTimeouts() {
        return Alert.of(
                "ConnectionPoolTimeouts",
                sum(HIKARI, rate(of.of(Catalogue.HIKARICP_CONNECTIONS_TIMEOUT), "5m")) + " > 0 or "
                        + sum(JDBC, rate(of.of(Catalogue.JDBC_CONNECTIONS_TIMEOUT), "5m")) + " > 0",
                "5m",
                Severity.WARNING,
                "{{ $labels.job }}: pool {{ $labels.pool }}{{ $labels.name }} of {{ $labels.instance }} gives no connections",
                "{{ $value | humanize }} times per second a thread waited for a connection in vain.");
    }

    private static Rule dependencyErrors() {
        Metric calls = Catalogue.HTTP_CLIENT_REQUESTS;
        String by = "job, client_name";
        return Alert.of(
                "DependencyErrors",
                share(by, of.count(calls, "outcome=~\"SERVER_ERROR|UNKNOWN\""), of.count(calls), "5m") + " > 0.05 and "
                        + sum(by, rate(of.count(calls), "5m")) + " > 0.1",
                "10m",
                Severity.WARNING,
                "{{ $labels.job }}: calls to {{ $labels.client_name }} fail",
                "{{ $value | humanizePercentage }} of the calls to {{ $labels.client_name }} get a server error or no answer.");
    }

    private static Rule databaseErrors() {
        Metric statements = Catalogue.DB_CLIENT_OPERATION_DURATION;
        String by = "job, db_system_name";
        return Alert.of(
                "DatabaseErrors",
                share(by, of.count(statements, "error_type!=\"none\""), of.count(statements), "5m") + " > 0.05 and "
                        + sum(by, rate(of.count(statements), "5m")) + " > 0.1",
                "10m",
                Severity.WARNING,
                "{{ $labels.job }}: statements on {{ $labels.db_system_name }} fail",
                "{{ $value | humanizePercentage }} of the statements on {{ $labels.db_system_name }} fail.");
    }
}
