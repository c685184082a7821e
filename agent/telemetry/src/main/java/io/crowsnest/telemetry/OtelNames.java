package io.crowsnest.telemetry;

import io.crowsnest.telemetry.OtelName.Attribute;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of {@code metrics.naming=otel}: OpenTelemetry's semantic conventions, version 1.44, as OpenTelemetry maps them to Prometheus.
 * An exposition puts them in place of the catalogue's; recorders know nothing of them.
 *
 * <p>The attributes that conventions want and recorders do not know (such as {@code url.scheme}) are left away. What goes by no convention keeps
 * its name: {@link #KEPT} says why.
 */
public final class OtelNames {

    private static final String OTHER = "_OTHER";

    private static final Attribute METHOD = from("http.request.method", "method", Map.of(HttpLabels.UNKNOWN, OTHER));
    private static final Attribute POOL = from("db.client.connection.pool.name", "pool");
    private static final Attribute NAMED_POOL = from("db.client.connection.pool.name", "name");
    private static final Attribute USED = constant("db.client.connection.state", "used");
    private static final Attribute IDLE = constant("db.client.connection.state", "idle");
    private static final Attribute ERROR_TYPE = from("error.type", "error.type", Map.of("none", ""));
    private static final Attribute MEMORY_TYPE = from("jvm.memory.type", "area", Map.of("nonheap", "non_heap"));
    private static final Attribute MEMORY_POOL = from("jvm.memory.pool.name", "id");
    private static final Attribute BUFFER_POOL = from("jvm.buffer.pool.name", "id");
    private static final Attribute[] COLLECTION = {
        from("jvm.gc.name", "gc"), from("jvm.gc.action", "action"), from("jvm.gc.cause", "cause")
    };

    private static final String CONNECTIONS = "Connections of the pool, by state.";
    private static final String COLLECTIONS =
            "Time of collections, those that the application stood still for and those beside it.";

    /** Every metric that a convention has a name for. */
    public static final List<OtelName> ALL = List.of(
            OtelName.of(
                    Catalogue.HTTP_SERVER_REQUESTS,
                    "http.server.request.duration",
                    "seconds",
                    METHOD,
                    // What stands for no route follows from the status, which is there.
                    from(
                            "http.route",
                            "uri",
                            Map.of(HttpLabels.UNKNOWN, "", "NOT_FOUND", "", "REDIRECTION", "", "root", "/")),
                    from("http.response.status_code", "status", Map.of(HttpLabels.UNKNOWN, "")),
                    new Attribute(
                            "error.type", labels -> error(labels.apply("exception"), labels.apply("status"), '5'))),
            OtelName.of(Catalogue.HTTP_SERVER_REQUESTS_ACTIVE, "http.server.active_requests", ""),
            OtelName.of(
                    Catalogue.HTTP_CLIENT_REQUESTS,
                    "http.client.request.duration",
                    "seconds",
                    METHOD,
                    // A status that is none stays UNKNOWN: no answer at all is something else.
                    from("http.response.status_code", "status", Map.of(HttpClient.NO_ANSWER, "")),
                    from("server.address", "client.name", Map.of("none", "")),
                    new Attribute(
                            "error.type", labels -> clientError(labels.apply("exception"), labels.apply("status")))),
            OtelName.of(
                    Catalogue.DB_CLIENT_OPERATION_DURATION,
                    "db.client.operation.duration",
                    "seconds",
                    from("db.system.name", "db.system.name"),
                    from("db.operation.name", "db.operation.name", Map.of("other", "")),
                    from("db.collection.name", "db.collection.name", Map.of("none", "")),
                    ERROR_TYPE),
            OtelName.of(
                    Catalogue.DB_CLIENT_CONNECTION_CREATE_TIME,
                    "db.client.connection.create_time",
                    "seconds",
                    from("db.system.name", "db.system.name"),
                    from("db.cluster", "db.cluster"),
                    from("db.instance", "db.instance"),
                    from("region", "region"),
                    from("endpoint.role", "endpoint.role"),
                    ERROR_TYPE),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_ACTIVE, "db.client.connection.count", "", POOL, USED)
                    .withHelp(CONNECTIONS),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_IDLE, "db.client.connection.count", "", POOL, IDLE)
                    .withHelp(CONNECTIONS),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_PENDING, "db.client.connection.pending_requests", "", POOL),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_MAX, "db.client.connection.max", "", POOL)
                    .absentBelowZero(),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_MIN, "db.client.connection.idle.min", "", POOL),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_ACQUIRE, "db.client.connection.wait_time", "seconds", POOL),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_USAGE, "db.client.connection.use_time", "seconds", POOL),
            OtelName.of(Catalogue.HIKARICP_CONNECTIONS_TIMEOUT, "db.client.connection.timeouts", "", POOL),
            OtelName.of(Catalogue.JDBC_CONNECTIONS_ACTIVE, "db.client.connection.count", "", NAMED_POOL, USED)
                    .withHelp(CONNECTIONS),
            OtelName.of(Catalogue.JDBC_CONNECTIONS_IDLE, "db.client.connection.count", "", NAMED_POOL, IDLE)
                    .withHelp(CONNECTIONS),
            OtelName.of(Catalogue.JDBC_CONNECTIONS_PENDING, "db.client.connection.pending_requests", "", NAMED_POOL),
            OtelName.of(Catalogue.JDBC_CONNECTIONS_MAX, "db.client.connection.max", "", NAMED_POOL)
                    .absentBelowZero()
                    .withHelp(Catalogue.HIKARICP_CONNECTIONS_MAX.help()),
            OtelName.of(Catalogue.JDBC_CONNECTIONS_ACQUIRE, "db.client.connection.wait_time", "seconds", NAMED_POOL),
            OtelName.of(Catalogue.JDBC_CONNECTIONS_TIMEOUT, "db.client.connection.timeouts", "", NAMED_POOL),
            OtelName.of(
                    Catalogue.TARGET_INFO,
                    "target.info",
                    "",
                    from("service.name", "service.name"),
                    from("service.version", "service.version"),
                    from("deployment.environment.name", "deployment.environment")),
            OtelName.of(Catalogue.PROCESS_UPTIME, "process.uptime", "seconds"),
            OtelName.of(Catalogue.PROCESS_CPU_TIME, "jvm.cpu.time", "seconds"),
            OtelName.of(Catalogue.PROCESS_CPU_USAGE, "jvm.cpu.recent_utilization", "ratio"),
            OtelName.of(Catalogue.PROCESS_FILES_OPEN, "jvm.file_descriptor.count", ""),
            OtelName.of(Catalogue.PROCESS_FILES_MAX, "jvm.file_descriptor.limit", ""),
            OtelName.of(Catalogue.PROCESS_RESIDENT_MEMORY, "process.memory.usage", "bytes"),
            OtelName.of(Catalogue.SYSTEM_CPU_COUNT, "jvm.cpu.count", ""),
            OtelName.of(Catalogue.SYSTEM_CPU_USAGE, "jvm.system.cpu.utilization", "ratio"),
            OtelName.of(Catalogue.SYSTEM_LOAD_AVERAGE_1M, "jvm.system.cpu.load_1m", "")
                    .absentBelowZero(),
            OtelName.of(Catalogue.JVM_CLASSES_LOADED, "jvm.class.count", ""),
            OtelName.of(Catalogue.JVM_CLASSES_LOADED_COUNT, "jvm.class.loaded", ""),
            OtelName.of(Catalogue.JVM_CLASSES_UNLOADED, "jvm.class.unloaded", ""),
            OtelName.of(
                    Catalogue.JVM_THREADS_STATES,
                    "jvm.thread.count",
                    "",
                    from("jvm.thread.state", "state", Map.of("timed-waiting", "timed_waiting"))),
            OtelName.of(Catalogue.JVM_BUFFER_COUNT, "jvm.buffer.count", "", BUFFER_POOL),
            OtelName.of(Catalogue.JVM_BUFFER_MEMORY_USED, "jvm.buffer.memory.used", "bytes", BUFFER_POOL),
            OtelName.of(Catalogue.JVM_BUFFER_TOTAL_CAPACITY, "jvm.buffer.memory.limit", "bytes", BUFFER_POOL),
            OtelName.of(Catalogue.JVM_MEMORY_USED, "jvm.memory.used", "bytes", MEMORY_TYPE, MEMORY_POOL),
            OtelName.of(Catalogue.JVM_MEMORY_COMMITTED, "jvm.memory.committed", "bytes", MEMORY_TYPE, MEMORY_POOL),
            OtelName.of(Catalogue.JVM_MEMORY_MAX, "jvm.memory.limit", "bytes", MEMORY_TYPE, MEMORY_POOL)
                    .absentBelowZero()
                    .withHelp("Memory that the JVM may use at most; not there where there is no limit."),
            OtelName.of(Catalogue.JVM_GC_PAUSE, "jvm.gc.duration", "seconds", COLLECTION)
                    .withBuckets(0.01, 0.1, 1.0, 10.0)
                    .withHelp(COLLECTIONS),
            OtelName.of(Catalogue.JVM_GC_CONCURRENT_PHASE_TIME, "jvm.gc.duration", "seconds", COLLECTION)
                    .withBuckets(0.01, 0.1, 1.0, 10.0)
                    .withHelp(COLLECTIONS));

    private static final String NO_CONVENTION = "there is no convention for it";

    /** Why metrics keep their name, by their name or, with a dot at the end, by what it begins with. */
    public static final Map<String, String> KEPT = kept();

    private OtelNames() {}

    /** The names by those of the catalogue, for an exposition. */
    public static Map<String, OtelName> byMetric() {
        Map<String, OtelName> names = new LinkedHashMap<>();
        Map<String, String> exposed = new HashMap<>();
        for (OtelName each : ALL) {
            names.put(each.metric().name(), each);
            exposed.put(each.metric().prometheusName(), each.prometheusName());
        }
        Metric overflow = Catalogue.CROWSNEST_SERIES_OVERFLOW;
        // Its own name stays, the one that it tells is another.
        names.put(
                overflow.name(),
                OtelName.of(overflow, overflow.name(), overflow.unit(), from("metric", "metric", exposed)));
        return Collections.unmodifiableMap(names);
    }

    /** Why a metric keeps its name; null if it does not. */
    public static @Nullable String whyKept(Metric metric) {
        String why = KEPT.get(metric.name());
        for (Map.Entry<String, String> each : KEPT.entrySet()) {
            if (why == null && each.getKey().endsWith(".") && metric.name().startsWith(each.getKey())) {
                why = each.getValue();
            }
        }
        return why;
    }

    /** Gives histograms to the timers that have none, where a convention wants one. */
    public static MeterFilter histograms() {
        Map<String, OtelName> names = byMetric();
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                OtelName name = names.get(id.getName());
                if (name == null || name.buckets().isEmpty() || !name.isOf(id.getType())) {
                    return config;
                }
                return DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(name.buckets().stream()
                                .mapToDouble(seconds -> seconds * 1e9)
                                .toArray())
                        .build()
                        .merge(config);
            }
        };
    }

    private static Map<String, String> kept() {
        Map<String, String> kept = new LinkedHashMap<>();
        keep(kept, "it is about the agent itself", "crowsnest.");
        keep(kept, "there is no convention for thread pools", "executor.", "tomcat.threads.", "jetty.threads.");
        keep(kept, "there is no convention for what logging frameworks count", "logback.", "log4j2.");
        keep(
                kept,
                NO_CONVENTION,
                "db.client.statement.",
                "db.client.request.statements",
                "db.client.connection.failovers",
                "db.client.connection.read.only.errors",
                "db.client.connection.authentication.failures",
                "jvm.compilation.time",
                "jvm.threads.peak",
                "jvm.threads.started",
                "jvm.threads.deadlocked",
                "jvm.gc.live.data.size",
                "jvm.gc.max.data.size",
                "jvm.gc.memory.allocated",
                "jvm.gc.memory.promoted",
                "jvm.gc.overhead");
        keep(kept, "it is the sum of db.client.connection.count over its states", "hikaricp.connections");
        keep(
                kept,
                "db.client.connection.create_time is the time that drivers take; connections would be in it twice",
                "hikaricp.connections.creation");
        keep(
                kept,
                "some pools mean idle connections, others all; the convention has idle ones only",
                "jdbc.connections.min");
        keep(kept, "the convention has process.uptime instead", "process.start.time");
        keep(kept, "these are attributes of the resource there, not a metric", "jvm.info");
        keep(kept, "it is the sum of jvm.thread.count over its states", "jvm.threads.live");
        keep(
                kept,
                "jvm.thread.count is by state here, and the JVM does not tell both of a thread",
                "jvm.threads.daemon");
        keep(kept, "it is a share; the convention has bytes", "jvm.memory.usage.after.gc");
        return Collections.unmodifiableMap(kept);
    }

    private static void keep(Map<String, String> kept, String why, String... names) {
        for (String name : names) {
            kept.put(name, why);
        }
    }

    private static Attribute from(String name, String label) {
        return from(name, label, Map.of());
    }

    /** A label under another name, some of whose values read otherwise. */
    private static Attribute from(String name, String label, Map<String, String> values) {
        return new Attribute(name, labels -> {
            String value = labels.apply(label);
            return values.getOrDefault(value, value);
        });
    }

    private static Attribute constant(String name, String value) {
        return new Attribute(name, labels -> value);
    }

    /** The exception, else the status if it is an error: one that begins with {@code first} or a later digit. */
    private static String error(String exception, String status, char first) {
        if (!exception.equals("none")) {
            return exception;
        }
        return status.length() == 3 && status.charAt(0) >= first && status.charAt(0) <= '5' ? status : "";
    }

    private static String clientError(String exception, String status) {
        boolean unexplained = exception.equals("none") && status.equals(HttpClient.NO_ANSWER);
        return unexplained ? OTHER : error(exception, status, '4');
    }
}
