package io.crowsnest.telemetry;

import static io.crowsnest.telemetry.Metric.counter;
import static io.crowsnest.telemetry.Metric.gauge;
import static io.crowsnest.telemetry.Metric.summary;
import static io.crowsnest.telemetry.Metric.timer;
import static io.crowsnest.telemetry.Metric.timerWithoutBuckets;

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

    public static final Metric HTTP_CLIENT_REQUESTS = timer(
            "http.client.requests",
            "Time from the start of a call to the end of its answer, or to its failure.",
            "method",
            "uri",
            "status",
            "outcome",
            "client.name",
            "exception");

    public static final Metric DB_CLIENT_OPERATION_DURATION = timer(
            "db.client.operation.duration",
            "Time of a database statement as the application sees it.",
            "db.system.name",
            "db.operation.name",
            "db.collection.name",
            "error.type");
    public static final Metric DB_CLIENT_STATEMENT_DURATION = timerWithoutBuckets(
            "db.client.statement.duration",
            "Time of the database statements that take most of it, one by one; of all others together as other.",
            "db.system.name",
            "db.operation.name",
            "db.collection.name",
            "db.query.digest");
    public static final Metric DB_CLIENT_STATEMENT_DURATION_MAX = gauge(
            "db.client.statement.duration.seconds.max",
            "",
            "Longest time of a database statement in the last minute, in seconds.",
            "db.system.name",
            "db.operation.name",
            "db.collection.name",
            "db.query.digest");
    public static final Metric DB_CLIENT_REQUEST_STATEMENTS = summary(
            "db.client.request.statements",
            "Statements that an HTTP request ran, of those that ran any. Many are a loop that one statement could replace.",
            List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0),
            "method",
            "uri");

    public static final Metric DB_CLIENT_CONNECTION_CREATE_TIME = timer(
            "db.client.connection.create.time",
            "Time that a driver took to open a connection, or to fail.",
            "db.system.name",
            "db.cluster",
            "db.instance",
            "region",
            "endpoint.role",
            "error.type");
    public static final Metric DB_CLIENT_CONNECTION_FAILOVERS = counter(
            "db.client.connection.failovers",
            "",
            "Statements that ended because their connection moved to another instance.",
            "db.system.name",
            "db.cluster",
            "db.instance",
            "region",
            "endpoint.role",
            "error.type");
    public static final Metric DB_CLIENT_CONNECTION_READ_ONLY_ERRORS = counter(
            "db.client.connection.read.only.errors",
            "",
            "Statements refused because the database, or the transaction, only reads: often a writer that lost its role.",
            "db.system.name",
            "db.cluster",
            "db.instance",
            "region",
            "endpoint.role",
            "error.type");
    public static final Metric DB_CLIENT_CONNECTION_AUTHENTICATION_FAILURES = counter(
            "db.client.connection.authentication.failures",
            "",
            "Connections refused for their credentials, and whether those were an IAM token that had expired.",
            "db.system.name",
            "db.cluster",
            "db.instance",
            "region",
            "endpoint.role",
            "iam.token");

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
            timer("hikaricp.connections.acquire", "Time that a thread waited for a connection, also in vain.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_USAGE =
            timer("hikaricp.connections.usage", "Time that a connection was held before it came back.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_CREATION =
            timer("hikaricp.connections.creation", "Time that opening a connection took.", "pool");
    public static final Metric HIKARICP_CONNECTIONS_TIMEOUT =
            counter("hikaricp.connections.timeout", "", "Waits for a connection that ended without one.", "pool");

    public static final Metric JDBC_CONNECTIONS_ACTIVE =
            gauge("jdbc.connections.active", "", "Connections that the application holds.", "name");
    public static final Metric JDBC_CONNECTIONS_IDLE =
            gauge("jdbc.connections.idle", "", "Connections that wait in the pool.", "name");
    public static final Metric JDBC_CONNECTIONS_PENDING =
            gauge("jdbc.connections.pending", "", "Threads that wait for a connection.", "name");
    public static final Metric JDBC_CONNECTIONS_MAX =
            gauge("jdbc.connections.max", "", "Largest number of connections the pool may open; -1 if any.", "name");
    public static final Metric JDBC_CONNECTIONS_MIN =
            gauge("jdbc.connections.min", "", "Number of connections the pool tries to keep.", "name");
    public static final Metric JDBC_CONNECTIONS_ACQUIRE =
            timer("jdbc.connections.acquire", "Time that a thread waited for a connection, also in vain.", "name");
    public static final Metric JDBC_CONNECTIONS_TIMEOUT =
            counter("jdbc.connections.timeout", "", "Waits for a connection that ended without one.", "name");

    public static final Metric EXECUTOR_ACTIVE =
            gauge("executor.active", "threads", "Threads that run a task now, estimated.", "name");
    public static final Metric EXECUTOR_POOL_SIZE =
            gauge("executor.pool.size", "threads", "Threads in the pool.", "name");
    public static final Metric EXECUTOR_POOL_CORE =
            gauge("executor.pool.core", "threads", "Threads the pool keeps.", "name");
    public static final Metric EXECUTOR_POOL_MAX =
            gauge("executor.pool.max", "threads", "Largest number of threads the pool may have.", "name");
    public static final Metric EXECUTOR_QUEUED =
            gauge("executor.queued", "tasks", "Tasks that wait for a thread.", "name");
    public static final Metric EXECUTOR_QUEUE_REMAINING =
            gauge("executor.queue.remaining", "tasks", "Tasks that the queue can still take.", "name");
    public static final Metric EXECUTOR_COMPLETED =
            counter("executor.completed", "tasks", "Tasks that have run, estimated.", "name");

    public static final Metric TOMCAT_THREADS_CONFIG_MAX = gauge(
            "tomcat.threads.config.max", "threads", "Largest number of threads that a connector may have.", "name");
    public static final Metric TOMCAT_THREADS_BUSY =
            gauge("tomcat.threads.busy", "threads", "Threads of a connector that are at work now.", "name");
    public static final Metric TOMCAT_THREADS_CURRENT =
            gauge("tomcat.threads.current", "threads", "Threads that a connector has.", "name");
    public static final Metric JETTY_THREADS_CONFIG_MIN =
            gauge("jetty.threads.config.min", "", "Threads that the server's pool keeps.", "name");
    public static final Metric JETTY_THREADS_CONFIG_MAX =
            gauge("jetty.threads.config.max", "", "Largest number of threads that the server's pool may have.", "name");
    public static final Metric JETTY_THREADS_BUSY = gauge(
            "jetty.threads.busy",
            "",
            "Threads of the server's pool that are at work now, also those that wait for connections and for what comes in on them.",
            "name");
    public static final Metric JETTY_THREADS_IDLE =
            gauge("jetty.threads.idle", "", "Threads of the server's pool that have nothing to do.", "name");
    public static final Metric JETTY_THREADS_CURRENT =
            gauge("jetty.threads.current", "", "Threads in the server's pool.", "name");
    public static final Metric JETTY_THREADS_JOBS =
            gauge("jetty.threads.jobs", "", "Jobs that wait for a thread of the server's pool.", "name");

    public static final Metric LOGBACK_EVENTS =
            counter("logback.events", "", "Events that Logback passed to its appenders, by level.", "level");
    public static final Metric LOG4J2_EVENTS =
            counter("log4j2.events", "", "Events that Log4j 2 accepted, by level.", "level");

    public static final Metric TARGET_INFO = gauge(
            "target.info",
            "",
            "Always 1; the labels say which service this is, in which version and environment.",
            "service.name",
            "service.version",
            "deployment.environment");

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
            "Recordings that went to the overflow series, and gauges that were left out, because the metric had reached its limit.",
            "metric");
    public static final Metric CROWSNEST_SOURCE_ERRORS = counter(
            "crowsnest.source.errors",
            "",
            "Metrics of the application that could not be read when somebody asked for them; the others could.",
            "source");
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
    public static final Metric CROWSNEST_LOG_EVENTS_SET_ASIDE = counter(
            "crowsnest.log.events.set.aside",
            "",
            "Delivered log events that the destination keeps apart from the others, as in Elasticsearch's failure store.",
            "destination");
    public static final Metric CROWSNEST_LOG_EVENTS_PENDING =
            gauge("crowsnest.log.events.pending", "", "Log events that wait for delivery.", "destination");
    public static final Metric CROWSNEST_LOG_EVENTS_DROPPED = counter(
            "crowsnest.log.events.dropped", "", "Log events that were given up, by reason.", "destination", "reason");
    public static final Metric CROWSNEST_LOG_DELIVERY_LAG = gauge(
            "crowsnest.log.delivery.lag",
            "seconds",
            "How long ago the oldest log event was logged that the destination does not take; 0 while it takes all.",
            "destination");
    public static final Metric CROWSNEST_LOG_EVENTS_RECOVERED = counter(
            "crowsnest.log.events.recovered",
            "",
            "Log events that an earlier process had left on disk, by what became of them.",
            "destination",
            "outcome");
    public static final Metric CROWSNEST_LOG_EVENTS_RECOVERED_PENDING = gauge(
            "crowsnest.log.events.recovered.pending",
            "",
            "Log events of an earlier process that wait for delivery.",
            "destination");
    public static final Metric CROWSNEST_LOG_SPOOL_DURABLE = gauge(
            "crowsnest.log.spool.durable",
            "",
            "Whether log events that wait survive the process: 1; they wait in memory, or there were none so far: 0.");
    public static final Metric CROWSNEST_EXPORTER_LAST_SUCCESS = gauge(
            "crowsnest.exporter.last.success.timestamp",
            "seconds",
            "When the exporter last succeeded, in seconds since 1970; 0 before the first time.",
            "exporter");
    public static final Metric CROWSNEST_EXPORTER_ERRORS =
            counter("crowsnest.exporter.errors", "", "Failed attempts of an exporter.", "exporter");
    public static final Metric CROWSNEST_PUSH_SAMPLES_SENT =
            counter("crowsnest.push.samples.sent", "", "Samples that the receiver of remote write took.");
    public static final Metric CROWSNEST_PUSH_SAMPLES_PENDING =
            gauge("crowsnest.push.samples.pending", "", "Samples that wait for the receiver of remote write.");
    public static final Metric CROWSNEST_PUSH_BUFFER = gauge(
            "crowsnest.push.buffer", "bytes", "Memory of the samples that wait for the receiver of remote write.");
    public static final Metric CROWSNEST_PUSH_SAMPLES_DROPPED = counter(
            "crowsnest.push.samples.dropped",
            "",
            "Samples for the receiver of remote write that were given up, by reason.",
            "reason");
    public static final Metric CROWSNEST_DATADOG_LINES_SENT =
            counter("crowsnest.datadog.lines.sent", "", "Lines that left for the Datadog Agent.", "exporter");
    public static final Metric CROWSNEST_DATADOG_PACKETS_SENT =
            counter("crowsnest.datadog.packets.sent", "", "Packets that left for the Datadog Agent.", "exporter");
    public static final Metric CROWSNEST_DATADOG_SENT =
            counter("crowsnest.datadog.sent", "bytes", "Bytes that left for the Datadog Agent.", "exporter");
    public static final Metric CROWSNEST_DATADOG_LINES_DROPPED = counter(
            "crowsnest.datadog.lines.dropped",
            "",
            "Lines for the Datadog Agent that were given up, by reason: what they told is missing there.",
            "exporter",
            "reason");
    public static final Metric CROWSNEST_RELAY_PACKETS =
            counter("crowsnest.relay.packets", "", "Packets of DogStatsD that the application sent to the relay.");
    public static final Metric CROWSNEST_RELAY_LINES =
            counter("crowsnest.relay.lines", "", "Lines of DogStatsD that the application sent to the relay.");
    public static final Metric CROWSNEST_RELAY_LINES_MALFORMED = counter(
            "crowsnest.relay.lines.malformed",
            "",
            "Lines that the relay did not understand, by reason; they were forwarded nevertheless.",
            "reason");
    public static final Metric CROWSNEST_RELAY_LINES_UNMIRRORED = counter(
            "crowsnest.relay.lines.unmirrored",
            "",
            "Lines of which Prometheus sees less than Datadog, by reason.",
            "reason");

    // The JVM, its process and the machine: registered by Micrometer's binders, see JvmMetrics.
    public static final Metric PROCESS_START_TIME =
            gauge("process.start.time", "seconds", "When the process started, in seconds since 1970.");
    public static final Metric PROCESS_UPTIME =
            gauge("process.uptime", "seconds", "How long the JVM has been running.");
    public static final Metric PROCESS_CPU_TIME =
            counter("process.cpu.time", "seconds", "Processor time that the process used.");
    public static final Metric PROCESS_CPU_USAGE =
            gauge("process.cpu.usage", "", "Share of the machine's processors that the process used lately, 0 to 1.");
    public static final Metric PROCESS_FILES_OPEN =
            gauge("process.files.open", "files", "File descriptors that are open.");
    public static final Metric PROCESS_FILES_MAX =
            gauge("process.files.max", "files", "File descriptors that may be open.");
    public static final Metric PROCESS_RESIDENT_MEMORY = gauge(
            "process.resident.memory", "bytes", "Memory of the machine that the process occupies; on Linux only.");
    public static final Metric SYSTEM_CPU_COUNT = gauge("system.cpu.count", "", "Processors available to the JVM.");
    public static final Metric SYSTEM_CPU_USAGE =
            gauge("system.cpu.usage", "", "Share of the machine's processors that was used lately, 0 to 1.");
    public static final Metric SYSTEM_LOAD_AVERAGE_1M = gauge(
            "system.load.average.1m", "", "Threads that run or wait for a processor, average of the last minute.");
    public static final Metric JVM_INFO =
            gauge("jvm.info", "", "Always 1; the labels carry the version of the JVM.", "version", "vendor", "runtime");
    public static final Metric JVM_CLASSES_LOADED =
            gauge("jvm.classes.loaded", "classes", "Classes that are loaded now.");
    public static final Metric JVM_CLASSES_LOADED_COUNT =
            counter("jvm.classes.loaded.count", "classes", "Classes that were ever loaded.");
    public static final Metric JVM_CLASSES_UNLOADED =
            counter("jvm.classes.unloaded", "classes", "Classes that were unloaded.");
    public static final Metric JVM_COMPILATION_TIME =
            counter("jvm.compilation.time", "seconds", "Time that the compiler of the JVM worked.", "compiler");
    public static final Metric JVM_THREADS_LIVE = gauge("jvm.threads.live", "threads", "Threads that live now.");
    public static final Metric JVM_THREADS_DAEMON =
            gauge("jvm.threads.daemon", "threads", "Daemon threads that live now.");
    public static final Metric JVM_THREADS_PEAK =
            gauge("jvm.threads.peak", "threads", "Largest number of threads that lived at once.");
    public static final Metric JVM_THREADS_STARTED =
            counter("jvm.threads.started", "threads", "Threads that were ever started.");
    public static final Metric JVM_THREADS_STATES =
            gauge("jvm.threads.states", "threads", "Threads by state.", "state");
    public static final Metric JVM_THREADS_DEADLOCKED = gauge(
            "jvm.threads.deadlocked",
            "",
            "Threads that wait for each other for ever; looked for every ten seconds at most.");
    public static final Metric JVM_BUFFER_COUNT =
            gauge("jvm.buffer.count", "buffers", "Buffers in the pool, estimated.", "id");
    public static final Metric JVM_BUFFER_MEMORY_USED =
            gauge("jvm.buffer.memory.used", "bytes", "Memory that the buffers of the pool occupy, estimated.", "id");
    public static final Metric JVM_BUFFER_TOTAL_CAPACITY =
            gauge("jvm.buffer.total.capacity", "bytes", "Capacity of the buffers in the pool, estimated.", "id");
    public static final Metric JVM_MEMORY_USED = gauge("jvm.memory.used", "bytes", "Memory in use.", "area", "id");
    public static final Metric JVM_MEMORY_COMMITTED =
            gauge("jvm.memory.committed", "bytes", "Memory that the JVM got from the system.", "area", "id");
    public static final Metric JVM_MEMORY_MAX = gauge(
            "jvm.memory.max",
            "bytes",
            "Memory that the JVM may use at most; -1 where there is no limit.",
            "area",
            "id");
    public static final Metric JVM_MEMORY_USAGE_AFTER_GC = gauge(
            "jvm.memory.usage.after.gc",
            "",
            "Share of the long-lived pool in use after its last collection, 0 to 1; 0 before the first.",
            "area",
            "pool");
    public static final Metric JVM_GC_PAUSE = timerWithoutBuckets(
            "jvm.gc.pause", "Time that the application stood still for a collection.", "action", "cause", "gc");
    public static final Metric JVM_GC_CONCURRENT_PHASE_TIME = timerWithoutBuckets(
            "jvm.gc.concurrent.phase.time",
            "Time of collection beside the running application.",
            "action",
            "cause",
            "gc");
    public static final Metric JVM_GC_LIVE_DATA_SIZE =
            gauge("jvm.gc.live.data.size", "bytes", "Size of the long-lived pool after a collection.");
    public static final Metric JVM_GC_MAX_DATA_SIZE =
            gauge("jvm.gc.max.data.size", "bytes", "Largest size of the long-lived pool.");
    public static final Metric JVM_GC_MEMORY_ALLOCATED =
            counter("jvm.gc.memory.allocated", "bytes", "Memory allocated between collections.");
    public static final Metric JVM_GC_MEMORY_PROMOTED =
            counter("jvm.gc.memory.promoted", "bytes", "Memory that moved into the long-lived pool.");
    public static final Metric JVM_GC_OVERHEAD =
            gauge("jvm.gc.overhead", "", "Share of processor time that collections took lately, 0 to 1.");

    /** All entries, in the order above. */
    public static final List<Metric> ALL = List.of(
            HTTP_SERVER_REQUESTS,
            HTTP_SERVER_REQUESTS_ACTIVE,
            HTTP_CLIENT_REQUESTS,
            DB_CLIENT_OPERATION_DURATION,
            DB_CLIENT_STATEMENT_DURATION,
            DB_CLIENT_STATEMENT_DURATION_MAX,
            DB_CLIENT_REQUEST_STATEMENTS,
            DB_CLIENT_CONNECTION_CREATE_TIME,
            DB_CLIENT_CONNECTION_FAILOVERS,
            DB_CLIENT_CONNECTION_READ_ONLY_ERRORS,
            DB_CLIENT_CONNECTION_AUTHENTICATION_FAILURES,
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
            JDBC_CONNECTIONS_ACTIVE,
            JDBC_CONNECTIONS_IDLE,
            JDBC_CONNECTIONS_PENDING,
            JDBC_CONNECTIONS_MAX,
            JDBC_CONNECTIONS_MIN,
            JDBC_CONNECTIONS_ACQUIRE,
            JDBC_CONNECTIONS_TIMEOUT,
            EXECUTOR_ACTIVE,
            EXECUTOR_POOL_SIZE,
            EXECUTOR_POOL_CORE,
            EXECUTOR_POOL_MAX,
            EXECUTOR_QUEUED,
            EXECUTOR_QUEUE_REMAINING,
            EXECUTOR_COMPLETED,
            TOMCAT_THREADS_CONFIG_MAX,
            TOMCAT_THREADS_BUSY,
            TOMCAT_THREADS_CURRENT,
            JETTY_THREADS_CONFIG_MIN,
            JETTY_THREADS_CONFIG_MAX,
            JETTY_THREADS_BUSY,
            JETTY_THREADS_IDLE,
            JETTY_THREADS_CURRENT,
            JETTY_THREADS_JOBS,
            LOGBACK_EVENTS,
            LOG4J2_EVENTS,
            TARGET_INFO,
            CROWSNEST_BUILD_INFO,
            CROWSNEST_PREMAIN,
            CROWSNEST_CPU,
            CROWSNEST_METRIC_SERIES,
            CROWSNEST_SERIES_OVERFLOW,
            CROWSNEST_SOURCE_ERRORS,
            CROWSNEST_HOOK_ERRORS,
            CROWSNEST_RECORDINGS_DROPPED,
            CROWSNEST_LOG_EVENTS_CAPTURED,
            CROWSNEST_LOG_EVENTS_DELIVERED,
            CROWSNEST_LOG_EVENTS_DEAD_LETTERED,
            CROWSNEST_LOG_EVENTS_SET_ASIDE,
            CROWSNEST_LOG_EVENTS_PENDING,
            CROWSNEST_LOG_EVENTS_DROPPED,
            CROWSNEST_LOG_DELIVERY_LAG,
            CROWSNEST_LOG_EVENTS_RECOVERED,
            CROWSNEST_LOG_EVENTS_RECOVERED_PENDING,
            CROWSNEST_LOG_SPOOL_DURABLE,
            CROWSNEST_EXPORTER_LAST_SUCCESS,
            CROWSNEST_EXPORTER_ERRORS,
            CROWSNEST_PUSH_SAMPLES_SENT,
            CROWSNEST_PUSH_SAMPLES_PENDING,
            CROWSNEST_PUSH_BUFFER,
            CROWSNEST_PUSH_SAMPLES_DROPPED,
            CROWSNEST_DATADOG_LINES_SENT,
            CROWSNEST_DATADOG_PACKETS_SENT,
            CROWSNEST_DATADOG_SENT,
            CROWSNEST_DATADOG_LINES_DROPPED,
            CROWSNEST_RELAY_PACKETS,
            CROWSNEST_RELAY_LINES,
            CROWSNEST_RELAY_LINES_MALFORMED,
            CROWSNEST_RELAY_LINES_UNMIRRORED,
            PROCESS_START_TIME,
            PROCESS_UPTIME,
            PROCESS_CPU_TIME,
            PROCESS_CPU_USAGE,
            PROCESS_FILES_OPEN,
            PROCESS_FILES_MAX,
            PROCESS_RESIDENT_MEMORY,
            SYSTEM_CPU_COUNT,
            SYSTEM_CPU_USAGE,
            SYSTEM_LOAD_AVERAGE_1M,
            JVM_INFO,
            JVM_CLASSES_LOADED,
            JVM_CLASSES_LOADED_COUNT,
            JVM_CLASSES_UNLOADED,
            JVM_COMPILATION_TIME,
            JVM_THREADS_LIVE,
            JVM_THREADS_DAEMON,
            JVM_THREADS_PEAK,
            JVM_THREADS_STARTED,
            JVM_THREADS_STATES,
            JVM_THREADS_DEADLOCKED,
            JVM_BUFFER_COUNT,
            JVM_BUFFER_MEMORY_USED,
            JVM_BUFFER_TOTAL_CAPACITY,
            JVM_MEMORY_USED,
            JVM_MEMORY_COMMITTED,
            JVM_MEMORY_MAX,
            JVM_MEMORY_USAGE_AFTER_GC,
            JVM_GC_PAUSE,
            JVM_GC_CONCURRENT_PHASE_TIME,
            JVM_GC_LIVE_DATA_SIZE,
            JVM_GC_MAX_DATA_SIZE,
            JVM_GC_MEMORY_ALLOCATED,
            JVM_GC_MEMORY_PROMOTED,
            JVM_GC_OVERHEAD);

    private Catalogue() {}
}
