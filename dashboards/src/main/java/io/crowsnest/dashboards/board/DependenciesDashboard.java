package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.RANGE;
import static io.crowsnest.dashboards.promql.Promql.average;
import static io.crowsnest.dashboards.promql.Promql.increase;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.quantile;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.share;
import static io.crowsnest.dashboards.promql.Promql.sum;
import static io.crowsnest.dashboards.promql.Promql.top;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Link;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.List;

/** Is it us or something we call? */
final class DependenciesDashboard {

    private static final Series of = Series.OF_INSTANCES;
    private static final Metric CALLS = Catalogue.HTTP_CLIENT_REQUESTS;
    private static final Metric SQL = Catalogue.DB_CLIENT_OPERATION_DURATION;
    private static final Metric STATEMENTS = Catalogue.DB_CLIENT_STATEMENT_DURATION;
    private static final String FAILED_CALL = "outcome=~\"SERVER_ERROR|UNKNOWN\"";
    private static final String FAILED_STATEMENT = "error_type!=\"none\"";
    private static final String DIGEST = "db_system_name, db_operation_name, db_collection_name, db_query_digest";
    private static final String MOST_TIME = top(20, sum(DIGEST, increase(of.sum(STATEMENTS), RANGE)));
    private static final String ENDPOINT = "db_cluster, db_instance, endpoint_role";

    private DependenciesDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.DEPENDENCIES,
                "Dependencies",
                "Is it us or something we call?",
                List.of(Variable.PROMETHEUS, Variable.JOB, Variable.INSTANCE),
                List.of(
                        Row.of(
                                "Where the time goes",
                                waiting(),
                                callShare().width(6),
                                sqlShare().width(6),
                                Common.freshness(of).height(9)),
                        Row.of("HTTP", targets(), callLatency(), callRate(), slowestCall()),
                        Row.of("SQL", sqlRate(), sqlLatency(), sqlErrors()),
                        Row.of("Statements, the most time first", statements(), perRequest()),
                        Row.of(
                                "Connection pools",
                                poolUse(),
                                poolWaiting(),
                                poolTimeouts(),
                                acquire(),
                                usage(),
                                poolSize()),
                        Row.of("Connections and failovers", opened(), failovers(), readOnly(), refused())));
    }

    private static Panel waiting() {
        String serving = sum("", rate(of.sum(Catalogue.HTTP_SERVER_REQUESTS)));
        return Panel.graph("Waiting for others")
                .shows(
                        "Time spent in HTTP calls and in statements, as a share of the time spent serving requests. Calls in parallel and work"
                                + " outside of requests can make it more than 100 %.")
                .ifBad("near 100 %: the service is as fast as what it calls; look there first.")
                .unit("percentunit")
                .query("HTTP", sum("", rate(of.sum(CALLS))) + " / (" + serving + " > 0)")
                .query("SQL", sum("", rate(of.sum(SQL))) + " / (" + serving + " > 0)");
    }

    private static Panel callShare() {
        return Panel.graph("Failed calls")
                .shows("Share of HTTP calls that got a server error or no answer, by target.")
                .ifBad("call the owner of that target; a breaker or a shorter timeout helps until then.")
                .unit("percentunit")
                .warn(0.01, 0.05)
                .whenEmpty("no calls")
                .query("{{client_name}}", share("client_name", of.count(CALLS, FAILED_CALL), of.count(CALLS)))
                .link(Link.to(Dashboard.Id.LOGS, "Logs of this time"));
    }

    private static Panel sqlShare() {
        return Panel.graph("Failed statements")
                .shows("Share of statements that failed, by database.")
                .ifBad("see the states below: 23xxx is data, 40xxx are deadlocks, 08xxx are lost connections.")
                .unit("percentunit")
                .warn(0.01, 0.05)
                .whenEmpty("no statements")
                .query("{{db_system_name}}", share("db_system_name", of.count(SQL, FAILED_STATEMENT), of.count(SQL)))
                .link(Link.to(Dashboard.Id.LOGS, "Logs of this time"));
    }

    private static Panel targets() {
        return Panel.table("HTTP targets", "client_name")
                .shows("One line for each host that is called.")
                .height(6)
                .ifBad("p99 near your own timeout: calls end because you give up.")
                .column("Calls", "reqps", sum("client_name", rate(of.count(CALLS))))
                .column("Failed", "percentunit", share("client_name", of.count(CALLS, FAILED_CALL), of.count(CALLS)))
                .columnWarn(0.01, 0.05)
                .column("Average", "s", average("client_name", of.sum(CALLS), of.count(CALLS)))
                .column("p99", "s", quantile(0.99, "client_name", of.bucket(CALLS)));
    }

    private static Panel callLatency() {
        return Panel.graph("HTTP call p99")
                .shows("99 of 100 calls to a target were faster; dots open the logs of one.")
                .ifBad("compare with the target's own p99: the difference is network, TLS or a connection pool.")
                .unit("s")
                .whenEmpty("no calls")
                .queryWithExemplars("{{client_name}}", quantile(0.99, "client_name", of.bucket(CALLS)));
    }

    private static Panel callRate() {
        return Panel.graph("HTTP calls by status")
                .shows("Calls per second by status.")
                .ifBad("429 or 503: you are asked to call less; retries make it worse.")
                .unit("reqps")
                .stacked()
                .whenEmpty("no calls")
                .query("{{status}}", sum("status", rate(of.count(CALLS))));
    }

    private static Panel slowestCall() {
        return Panel.graph("Slowest call")
                .shows("Longest time that a call took lately.")
                .ifBad("longer than your callers wait: set a timeout.")
                .unit("s")
                .whenEmpty("no calls")
                .query("{{client_name}}", max("client_name", of.max(CALLS)));
    }

    private static Panel sqlRate() {
        return Panel.graph("Statements")
                .shows("Statements per second by operation.")
                .ifBad(
                        "more statements with the same traffic: a loop came with the last deployment; see statements per request.")
                .unit("ops")
                .stacked()
                .whenEmpty("no statements")
                .query(
                        "{{db_system_name}} {{db_operation_name}}",
                        sum("db_system_name, db_operation_name", rate(of.count(SQL))));
    }

    private static Panel sqlLatency() {
        return Panel.graph("Statement p99")
                .shows("99 of 100 statements of an operation were faster.")
                .ifBad("find the statement in the table below; explain it on the database.")
                .unit("s")
                .whenEmpty("no statements")
                .queryWithExemplars(
                        "{{db_operation_name}} {{db_collection_name}}",
                        top(10, quantile(0.99, "db_operation_name, db_collection_name", of.bucket(SQL)) + " > 0"));
    }

    private static Panel sqlErrors() {
        return Panel.graph("Statement errors")
                .shows("Failed statements per second by SQLState or exception.")
                .ifBad("search the log for the state; it has the message of the database.")
                .unit("ops")
                .whenEmpty("none")
                .query("{{error_type}}", top(10, sum("error_type", rate(of.count(SQL, FAILED_STATEMENT)))));
    }

    private static Panel statements() {
        return Panel.table("Statements", DIGEST)
                .shows(
                        "The 20 statements that took most time in the shown range; the digest finds the text in the log of slow statements.")
                .ifBad("the first line is worth an index, or a cache: nothing else saves as much.")
                .width(16)
                .height(10)
                .column("Time", "s", MOST_TIME)
                .column("Runs", "short", ofThose(sum(DIGEST, increase(of.count(STATEMENTS), RANGE))))
                .column("Average", "s", ofThose(average(DIGEST, of.sum(STATEMENTS), of.count(STATEMENTS))))
                .column("Longest", "s", ofThose(max(DIGEST, of.of(Catalogue.DB_CLIENT_STATEMENT_DURATION_MAX))));
    }

    private static String ofThose(String expression) {
        return "(" + expression + ") and on (" + DIGEST + ") " + MOST_TIME;
    }

    private static Panel perRequest() {
        Metric metric = Catalogue.DB_CLIENT_REQUEST_STATEMENTS;
        return Panel.graph("Statements per request")
                .shows("How many statements 99 of 100 requests to a route needed at most, the ten worst.")
                .ifBad("dozens are a query in a loop: fetch with a join, or in batches.")
                .height(10)
                .warn(20, 100)
                .whenEmpty("no statements")
                .query("{{method}} {{uri}}", top(10, "ceil(" + quantile(0.99, "method, uri", of.bucket(metric)) + ")"));
    }

    private static Panel poolUse() {
        return Panel.graph("Pool in use")
                .shows("Connections held by the application as a share of the most that the pool may open.")
                .ifBad(
                        "full: either statements are slow, or a connection is not given back; see how long they are held.")
                .unit("percentunit")
                .warn(0.8, 0.95)
                .whenEmpty("no pool")
                .query(
                        "{{pool}} {{instance}}",
                        used(
                                "instance, pool",
                                Catalogue.HIKARICP_CONNECTIONS_ACTIVE,
                                Catalogue.HIKARICP_CONNECTIONS_MAX))
                .query(
                        "{{name}} {{instance}}",
                        used("instance, name", Catalogue.JDBC_CONNECTIONS_ACTIVE, Catalogue.JDBC_CONNECTIONS_MAX));
    }

    /** A pool without a limit has -1 as its largest size. */
    private static String used(String by, Metric active, Metric max) {
        return sum(by, of.of(active)) + " / (" + sum(by, of.of(max)) + " > 0)";
    }

    private static Panel poolWaiting() {
        return Panel.graph("Threads that wait for a connection")
                .shows("Threads that wait for a connection now.")
                .ifBad("requests are slow because of the pool: make statements faster before you make the pool larger.")
                .warn(1, 5)
                .whenEmpty("no pool")
                .query("{{pool}} {{instance}}", max("instance, pool", of.of(Catalogue.HIKARICP_CONNECTIONS_PENDING)))
                .query("{{name}} {{instance}}", max("instance, name", of.of(Catalogue.JDBC_CONNECTIONS_PENDING)));
    }

    private static Panel poolTimeouts() {
        return Panel.graph("Waits in vain")
                .shows("Waits per second that ended without a connection: each one is a failed request.")
                .ifBad("the pool is exhausted: see who holds connections, and for how long.")
                .unit("ops")
                .whenEmpty("no pool")
                .query("{{pool}}", sum("pool", rate(of.of(Catalogue.HIKARICP_CONNECTIONS_TIMEOUT))))
                .query("{{name}}", sum("name", rate(of.of(Catalogue.JDBC_CONNECTIONS_TIMEOUT))));
    }

    private static Panel acquire() {
        return Panel.graph("Wait for a connection, p99")
                .shows("99 of 100 waits for a connection were shorter.")
                .ifBad("more than a few milliseconds: the pool is too small for this traffic, or held too long.")
                .unit("s")
                .whenEmpty("no pool")
                .query("{{pool}}", quantile(0.99, "pool", of.bucket(Catalogue.HIKARICP_CONNECTIONS_ACQUIRE)))
                .query("{{name}}", quantile(0.99, "name", of.bucket(Catalogue.JDBC_CONNECTIONS_ACQUIRE)));
    }

    private static Panel usage() {
        return Panel.graph("Time a connection is held, p99")
                .shows("How long 99 of 100 connections were held at most, and how long the slowest took to open.")
                .ifBad(
                        "longer than the slowest statement: something else is done while a connection is held, often an HTTP call.")
                .unit("s")
                .whenEmpty("no pool")
                .query("held {{pool}}", quantile(0.99, "pool", of.bucket(Catalogue.HIKARICP_CONNECTIONS_USAGE)))
                .query("opening {{pool}}", max("pool", of.max(Catalogue.HIKARICP_CONNECTIONS_CREATION)));
    }

    private static Panel poolSize() {
        return Panel.graph("Connections")
                .shows("Connections of the pools: all, idle, and the number that is kept.")
                .ifBad("fewer than are kept: the database refuses new ones, or is gone.")
                .whenEmpty("no pool")
                .query("all {{pool}}", sum("pool", of.of(Catalogue.HIKARICP_CONNECTIONS)))
                .query("idle {{pool}}", sum("pool", of.of(Catalogue.HIKARICP_CONNECTIONS_IDLE)))
                .query("kept {{pool}}", sum("pool", of.of(Catalogue.HIKARICP_CONNECTIONS_MIN)))
                .query("idle {{name}}", sum("name", of.of(Catalogue.JDBC_CONNECTIONS_IDLE)))
                .query("kept {{name}}", sum("name", of.of(Catalogue.JDBC_CONNECTIONS_MIN)));
    }

    private static Panel opened() {
        Metric metric = Catalogue.DB_CLIENT_CONNECTION_CREATE_TIME;
        return Panel.graph("Opening a connection")
                .shows("Average time to open a connection, by endpoint and its role.")
                .ifBad("seconds: DNS, TLS or a database at its limit of connections.")
                .unit("s")
                .width(6)
                .whenEmpty("none opened")
                .query(
                        "{{db_system_name}} {{db_cluster}} {{db_instance}} {{endpoint_role}}",
                        average("db_system_name, " + ENDPOINT, of.sum(metric), of.count(metric)));
    }

    private static Panel failovers() {
        return Panel.graph("Failovers")
                .shows("Statements in the shown window that ended because their connection moved to another instance.")
                .ifBad("look at the events of the cluster in RDS; retries must be safe for those statements.")
                .width(6)
                .warn(1, 10)
                .whenEmpty("none")
                .query(
                        "{{db_cluster}} {{endpoint_role}}",
                        sum(ENDPOINT, increase(of.of(Catalogue.DB_CLIENT_CONNECTION_FAILOVERS), "$__rate_interval")));
    }

    private static Panel readOnly() {
        return Panel.graph("Writes to a reader")
                .shows("Statements in the shown window that were refused because the database only reads.")
                .ifBad(
                        "the pool holds connections to a former writer: shorten their life time, or use the cluster endpoint.")
                .width(6)
                .warn(1, 10)
                .whenEmpty("none")
                .query(
                        "{{db_cluster}} {{db_instance}} {{endpoint_role}}",
                        sum(
                                ENDPOINT,
                                increase(of.of(Catalogue.DB_CLIENT_CONNECTION_READ_ONLY_ERRORS), "$__rate_interval")));
    }

    private static Panel refused() {
        return Panel.graph("Refused credentials")
                .shows(
                        "Connections in the shown window that were refused for their credentials, by what was wrong with an IAM token.")
                .ifBad("a password was changed, or the pool uses an IAM token after its 15 minutes.")
                .width(6)
                .warn(1, 10)
                .whenEmpty("none")
                .query(
                        "{{db_cluster}} token {{iam_token}}",
                        sum(
                                "db_cluster, iam_token",
                                increase(
                                        of.of(Catalogue.DB_CLIENT_CONNECTION_AUTHENTICATION_FAILURES),
                                        "$__rate_interval")));
    }
}
