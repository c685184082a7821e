package io.crowsnest.dashboards.datadog;

import static io.crowsnest.dashboards.Json.object;

import io.crowsnest.telemetry.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What Datadog should call somebody for. The numbers are where to begin, not what is right for every service. */
public final class DatadogMonitors {

    private DatadogMonitors() {}

    /** Monitors as {@code POST /api/v1/monitor} takes them, by the name of their file. */
    public static Map<String, Map<String, @Nullable Object>> all() {
        Map<String, Map<String, @Nullable Object>> all = new TreeMap<>();
        all.put("requests-fail", requestsFail());
        all.put("requests-are-slow", requestsAreSlow());
        all.put("heap-is-full", heapIsFull());
        all.put("collections-take-long", collectionsTakeLong());
        all.put("connections-are-waited-for", connectionsAreWaitedFor());
        all.put("instance-is-gone", instanceIsGone());
        return all;
    }

    private static Map<String, @Nullable Object> requestsFail() {
        Query failed = Query.count(Catalogue.HTTP_SERVER_REQUESTS, "outcome:server_error", "service");
        Query every = Query.count(Catalogue.HTTP_SERVER_REQUESTS, Query.ALL, "service");
        return metric(
                "Requests of {{service.name}} fail",
                "sum(last_5m):100 * " + failed.text() + " / " + every.text() + " > ",
                5,
                1,
                "{{value}} % of the requests of {{service.name}} end in a server error. Look at the routes and exceptions of http.server.requests.");
    }

    private static Map<String, @Nullable Object> requestsAreSlow() {
        return metric(
                "Requests of {{service.name}} are slow",
                "avg(last_10m):"
                        + Query.percentile(95, Catalogue.HTTP_SERVER_REQUESTS, Query.ALL, "service")
                                .text() + " > ",
                1,
                0.5,
                "95 of 100 requests of {{service.name}} take up to {{value}} s. Look at its database statements and calls.");
    }

    private static Map<String, @Nullable Object> heapIsFull() {
        return metric(
                "Heap of {{service.name}} on {{host.name}} is full",
                "min(last_10m):100 * "
                        + Query.own("avg", "jvm.heap_memory", Query.ALL, "service", "host")
                                .text() + " / "
                        + Query.own("avg", "jvm.heap_memory_max", Query.ALL, "service", "host")
                                .text() + " > ",
                95,
                90,
                "{{value}} % of the heap were in use for ten minutes, after collections, too. A leak, or -Xmx is too small.");
    }

    private static Map<String, @Nullable Object> collectionsTakeLong() {
        return metric(
                "Collections of {{service.name}} on {{host.name}} take long",
                "avg(last_10m):"
                        + Query.own("avg", "jvm.gc.minor_collection_time", Query.ALL, "service", "host")
                                .text() + " + "
                        + Query.own("avg", "jvm.gc.major_collection_time", Query.ALL, "service", "host")
                                .text() + " > ",
                200,
                100,
                "{{value}} ms of each second go into collections. Look at the heap, and at what allocates.");
    }

    private static Map<String, @Nullable Object> connectionsAreWaitedFor() {
        return metric(
                "Threads of {{service.name}} wait for a connection",
                "min(last_5m):"
                        + Query.sum(Catalogue.HIKARICP_CONNECTIONS_PENDING, Query.ALL, "service", "pool")
                                .text() + " > ",
                5,
                1,
                "{{value}} threads have waited for a connection of the pool {{pool.name}} for five minutes. Slow statements, or a pool that is too small.");
    }

    private static Map<String, @Nullable Object> instanceIsGone() {
        return object(
                "name",
                "An instance of {{service.name}} is gone",
                "type",
                "service check",
                "query",
                "\"crowsnest.up\".over(\"*\").by(\"service\",\"host\").last(3).count_by_status()",
                "message",
                message(
                        "{{service.name}} on {{host.name}} does not report any more. Did it stop, or does its Datadog Agent?"),
                "tags",
                List.of("crowsnest"),
                "options",
                object(
                        "thresholds",
                        object("ok", 1, "warning", 2, "critical", 2),
                        "notify_no_data",
                        true,
                        "no_data_timeframe",
                        5,
                        "renotify_interval",
                        0,
                        "include_tags",
                        true));
    }

    private static Map<String, @Nullable Object> metric(
            String name, String query, Number critical, Number warning, String message) {
        return object(
                "name",
                name,
                "type",
                "query alert",
                "query",
                query + critical,
                "message",
                message(message),
                "tags",
                List.of("crowsnest"),
                "options",
                object(
                        "thresholds",
                        object("critical", critical, "warning", warning),
                        "notify_no_data",
                        false,
                        "require_full_window",
                        false,
                        "renotify_interval",
                        0,
                        "include_tags",
                        true));
    }

    private static String message(String alert) {
        return "{{#is_alert}}" + alert + "{{/is_alert}}\n{{#is_recovery}}It is well again.{{/is_recovery}}";
    }
}
