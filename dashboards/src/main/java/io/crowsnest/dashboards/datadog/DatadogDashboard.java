package io.crowsnest.dashboards.datadog;

import static io.crowsnest.dashboards.Json.object;

import io.crowsnest.telemetry.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One dashboard for a service: what its users feel, what it calls, and its JVM. */
public final class DatadogDashboard {

    private DatadogDashboard() {}

    /** The dashboard as {@code POST /api/v1/dashboard} and the import of JSON take it. */
    public static Map<String, @Nullable Object> json() {
        return object(
                "title",
                "Crowsnest: service",
                "description",
                "What do users feel, what does the service call, and is its JVM the cause?",
                "layout_type",
                "ordered",
                "reflow_type",
                "auto",
                "template_variables",
                List.of(variable("service"), variable("env"), variable("host")),
                "widgets",
                List.of(
                        group("Users", requests(), errors(), latency(), slowest()),
                        group("Calls and databases", calls(), statements(), waiting()),
                        group("JVM", heap(), collections(), threads(), processor()),
                        group("Agent", dropped(), hooks(), running())));
    }

    private static Map<String, @Nullable Object> variable(String tag) {
        return object("name", tag, "prefix", tag, "available_values", List.of(), "defaults", List.of("*"));
    }

    private static Map<String, @Nullable Object> requests() {
        return graph("Requests by outcome", Query.count(Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN, "outcome"));
    }

    private static Map<String, @Nullable Object> errors() {
        return formula(
                "Share of requests that failed, in percent",
                "100 * a / b",
                Query.count(Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN + ",outcome:server_error"),
                Query.count(Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN));
    }

    private static Map<String, @Nullable Object> latency() {
        return graph(
                "Time of a request: 50, 95 and 99 of 100, in seconds",
                Query.percentile(50, Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN),
                Query.percentile(95, Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN),
                Query.percentile(99, Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN));
    }

    private static Map<String, @Nullable Object> slowest() {
        return top(
                "Slowest routes, 95 of 100 requests",
                Query.percentile(95, Catalogue.HTTP_SERVER_REQUESTS, Query.CHOSEN, "uri"));
    }

    private static Map<String, @Nullable Object> calls() {
        return graph(
                "Time of calls to others, in seconds",
                Query.average(Catalogue.HTTP_CLIENT_REQUESTS, Query.CHOSEN, "client.name"));
    }

    private static Map<String, @Nullable Object> statements() {
        return top(
                "Time of database statements, in seconds",
                Query.average(
                        Catalogue.DB_CLIENT_OPERATION_DURATION,
                        Query.CHOSEN,
                        "db.operation.name",
                        "db.collection.name"));
    }

    private static Map<String, @Nullable Object> waiting() {
        return graph(
                "Threads that wait for a connection",
                Query.sum(Catalogue.HIKARICP_CONNECTIONS_PENDING, Query.CHOSEN, "pool"));
    }

    private static Map<String, @Nullable Object> heap() {
        return graph(
                "Heap, in bytes",
                Query.own("avg", "jvm.heap_memory", Query.CHOSEN, "host"),
                Query.own("avg", "jvm.heap_memory_max", Query.CHOSEN, "host"));
    }

    private static Map<String, @Nullable Object> collections() {
        return graph(
                "Milliseconds a second in collections",
                Query.own("avg", "jvm.gc.minor_collection_time", Query.CHOSEN, "host"),
                Query.own("avg", "jvm.gc.major_collection_time", Query.CHOSEN, "host"));
    }

    private static Map<String, @Nullable Object> threads() {
        return graph("Threads", Query.own("avg", "jvm.thread_count", Query.CHOSEN, "host"));
    }

    private static Map<String, @Nullable Object> processor() {
        return graph(
                "Share of the processors",
                Query.own("avg", "jvm.cpu_load.process", Query.CHOSEN, "host"),
                Query.own("avg", "jvm.cpu_load.system", Query.CHOSEN, "host"));
    }

    private static Map<String, @Nullable Object> dropped() {
        return graph(
                "Lines that did not reach the Agent of Datadog",
                Query.increase(Catalogue.CROWSNEST_DATADOG_LINES_DROPPED, Query.CHOSEN, "exporter", "reason"));
    }

    private static Map<String, @Nullable Object> hooks() {
        return graph(
                "Failures inside hooks",
                Query.increase(Catalogue.CROWSNEST_HOOK_ERRORS, Query.CHOSEN, "instrumentation"));
    }

    private static Map<String, @Nullable Object> running() {
        return object(
                "definition",
                object(
                        "type",
                        "check_status",
                        "title",
                        "Instances that report",
                        "check",
                        "crowsnest.up",
                        "grouping",
                        "cluster",
                        "group_by",
                        List.of("service", "host"),
                        "tags",
                        List.of("$service", "$env")));
    }

    private static Map<String, @Nullable Object> group(String title, Object... widgets) {
        return object(
                "definition",
                object("type", "group", "title", title, "layout_type", "ordered", "widgets", List.of(widgets)));
    }

    private static Map<String, @Nullable Object> graph(String title, Query... queries) {
        List<Object> formulas = new ArrayList<>();
        for (int i = 0; i < queries.length; i++) {
            formulas.add(object("formula", name(i)));
        }
        return widget("timeseries", title, "timeseries", formulas, queries);
    }

    private static Map<String, @Nullable Object> formula(String title, String formula, Query... queries) {
        return widget("timeseries", title, "timeseries", List.of(object("formula", formula)), queries);
    }

    private static Map<String, @Nullable Object> top(String title, Query query) {
        Object limited = object("formula", name(0), "limit", object("count", 10, "order", "desc"));
        return widget("toplist", title, "scalar", List.of(limited), query);
    }

    private static Map<String, @Nullable Object> widget(
            String type, String title, String format, List<Object> formulas, Query... queries) {
        List<Object> named = new ArrayList<>();
        for (int i = 0; i < queries.length; i++) {
            Map<String, @Nullable Object> query =
                    object("data_source", "metrics", "name", name(i), "query", queries[i].text());
            if (format.equals("scalar")) {
                query.put("aggregator", "avg");
            }
            named.add(query);
        }
        return object(
                "definition",
                object(
                        "type",
                        type,
                        "title",
                        title,
                        "requests",
                        List.of(object("response_format", format, "queries", named, "formulas", formulas))));
    }

    private static String name(int query) {
        return String.valueOf((char) ('a' + query));
    }
}
