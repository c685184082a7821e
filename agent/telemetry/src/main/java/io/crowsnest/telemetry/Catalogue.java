package io.crowsnest.telemetry;

import static io.crowsnest.telemetry.Metric.counter;
import static io.crowsnest.telemetry.Metric.gauge;
import static io.crowsnest.telemetry.Metric.timer;

import java.util.List;

/**
 * Every metric that Crowsnest exposes by itself: the one place where a name, its type, unit, labels and help are written.
 *
 * <p>Names are Micrometer's and Spring Boot's where those have one, else OpenTelemetry's. Recorders register from here;
 * dashboards, rules and docs are made from here.
 */
public final class Catalogue {

    public static final Metric HTTP_SERVER_REQUESTS = timer(
            "http.server.requests",
            "Time from the arrival of a request to the end of its answer.",
            "method",
            "uri",
            "status",
            "outcome",
            "exception");
    public static final Metric HTTP_SERVER_REQUESTS_ACTIVE =
            gauge("http.server.requests.active", "", "Requests that are being answered now.");

    public static final Metric DB_CLIENT_OPERATION_DURATION = timer(
            "db.client.operation.duration",
            "Time of a database statement as the application sees it.",
            "db.system.name",
            "db.operation.name",
            "db.collection.name",
            "error.type");

    public static final Metric HIKARICP_CONNECTIONS =
            gauge("hikaricp.connections", "", "Connections in the pool, used or idle.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_ACTIVE =
            gauge("hikaricp.connections.active", "", "Connections that the application holds.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_IDLE =
            gauge("hikaricp.connections.idle", "", "Connections that wait in the pool.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_PENDING =
            gauge("hikaricp.connections.pending", "", "Threads that wait for a connection.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_MAX =
            gauge("hikaricp.connections.max", "", "Largest number of connections the pool may open.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_MIN =
            gauge("hikaricp.connections.min", "", "Number of idle connections the pool tries to keep.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_ACQUIRE =
            timer("hikaricp.connections.acquire", "Time that a thread waited for a connection.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_USAGE =
            timer("hikaricp.connections.usage", "Time that a connection was held before it came back.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_CREATION =
            timer("hikaricp.connections.creation", "Time that opening a connection took.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_TIMEOUT =
            counter("hikaricp.connections.timeout", "", "Waits for a connection that ended without one.", "pool");

    public static final Metric LOGBACK_EVENTS =
            counter("logback.events", "", "Events that Logback passed to its appenders, by level.", "level");

    public static final Metric CROWSNEST_BUILD_INFO =
            gauge("crowsnest.build.info", "", "Always 1; the label carries the version of the agent.", "version");
    public static final Metric CROWSNEST_PREMAIN =
            gauge("crowsnest.premain", "seconds", "Time that the agent took before the application's main method.");
    public static final Metric CROWSNEST_CPU =
            counter("crowsnest.cpu", "seconds", "Processor time that the agent's own threads used.");
    public static final Metric CROWSNEST_METRIC_SERIES =
            gauge("crowsnest.metric.series", "", "Series that recorders hold now.");
    public static final Metric CROWSNEST_SERIES_OVERFLOW = counter(
            "crowsnest.series.overflow",
            "",
            "Recordings that were folded into the overflow series because the metric had reached its limit.",
            "metric");
    public static final Metric CROWSNEST_HOOK_ERRORS = counter(
            "crowsnest.hook.errors",
            "",
            "Failures inside hooks; the application did not see them. Five switch a library off.",
            "instrumentation");
    public static final Metric CROWSNEST_RECORDINGS_DROPPED = counter(
            "crowsnest.recordings.dropped",
            "",
            "Measurements lost because they came faster than the registry started.");

    public static final Metric CROWSNEST_LOG_EVENTS_CAPTURED =
            counter("crowsnest.log.events.captured", "", "Log events taken over from the application.", "level");
    public static final Metric CROWSNEST_LOG_EVENTS_DELIVERED = counter(
            "crowsnest.log.events.delivered", "", "Log events that the destination acknowledged.", "destination");
    public static final Metric CROWSNEST_LOG_EVENTS_DEAD_LETTERED = counter(
            "crowsnest.log.events.dead.lettered",
            "",
            "Log events that the destination refused for good.",
            "destination");
    public static final Metric CROWSNEST_LOG_EVENTS_PENDING =
            gauge("crowsnest.log.events.pending", "", "Log events that wait for delivery.", "destination");
    public static final Metric CROWSNEST_LOG_EVENTS_DROPPED = counter(
            "crowsnest.log.events.dropped", "", "Log events that were given up, by reason.", "destination", "reason");
    public static final Metric CROWSNEST_EXPORTER_LAST_SUCCESS = gauge(
            "crowsnest.exporter.last.success.timestamp",
            "seconds",
            "When the exporter last succeeded, in seconds since 1970; 0 before the first time.",
            "exporter");
    public static final Metric CROWSNEST_EXPORTER_ERRORS =
            counter("crowsnest.exporter.errors", "", "Failed attempts of an exporter.", "exporter");

    /** All entries, in the order above. */
    public static final List<Metric> ALL = List.of(
            HTTP_SERVER_REQUESTS,
            HTTP_SERVER_REQUESTS_ACTIVE,
            DB_CLIENT_OPERATION_DURATION,
            HIKARICP_CONNECTIONS,
            HIKARICP_CONNECTIONS_ACTIVE,
            HIKARICP_CONNECTIONS_IDLE,
            HIKARICP_CONNECTIONS_PENDING,
            HIKARICP_CONNECTIONS_MAX,
            HIKARICP_CONNECTIONS_MIN,
            HIKARICP_CONNECTIONS_ACQUIRE,
            HIKARICP_CONNECTIONS_USAGE,
            HIKARICP_CONNECTIONS_CREATION,
            HIKARICP_CONNECTIONS_TIMEOUT,
            LOGBACK_EVENTS,
            CROWSNEST_BUILD_INFO,
            CROWSNEST_PREMAIN,
            CROWSNEST_CPU,
            CROWSNEST_METRIC_SERIES,
            CROWSNEST_SERIES_OVERFLOW,
            CROWSNEST_HOOK_ERRORS,
            CROWSNEST_RECORDINGS_DROPPED,
            CROWSNEST_LOG_EVENTS_CAPTURED,
            CROWSNEST_LOG_EVENTS_DELIVERED,
            CROWSNEST_LOG_EVENTS_DEAD_LETTERED,
            CROWSNEST_LOG_EVENTS_PENDING,
            CROWSNEST_LOG_EVENTS_DROPPED,
            CROWSNEST_EXPORTER_LAST_SUCCESS,
            CROWSNEST_EXPORTER_ERRORS);

    private Catalogue() {}
}
