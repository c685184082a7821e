package io.crowsnest.core.settings;

import static io.crowsnest.core.settings.ValueType.BOOLEAN;
import static io.crowsnest.core.settings.ValueType.BUCKETS;
import static io.crowsnest.core.settings.ValueType.DURATION;
import static io.crowsnest.core.settings.ValueType.LIST;
import static io.crowsnest.core.settings.ValueType.MAP;
import static io.crowsnest.core.settings.ValueType.PATH;
import static io.crowsnest.core.settings.ValueType.SIZE;
import static io.crowsnest.core.settings.ValueType.STRING;
import static io.crowsnest.core.settings.ValueType.choice;
import static io.crowsnest.core.settings.ValueType.integer;
import static io.crowsnest.core.settings.ValueType.url;
import static io.crowsnest.core.settings.ValueType.urls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of all settings, except {@code instrumentation.<id>.enabled}, which exists once per library
 * ({@link Settings#instrumentationEnabled}).
 */
public final class Keys {

    private static final List<Key<?>> TABLE = new ArrayList<>();

    public static final Key<Boolean> ENABLED = key("enabled", BOOLEAN, "true", "false: the agent does nothing at all");
    public static final Key<String> CONFIG = key("config", STRING, null, "path of a YAML file with settings");

    public static final Key<String> SERVICE_NAME = key(
            "service.name",
            STRING,
            "unknown-service",
            "name of the service; else OTEL_SERVICE_NAME, DD_SERVICE, spring.application.name, the jar's or main class's name");
    public static final Key<String> SERVICE_VERSION =
            key("service.version", STRING, null, "version of the service; else DD_VERSION, the jar's manifest");
    public static final Key<String> SERVICE_ENVIRONMENT =
            key("service.environment", STRING, null, "where the service runs, such as production; else DD_ENV");
    public static final Key<Map<String, String>> TAGS =
            key("tags", MAP, "", "k=v list that goes on every metric and log document");

    public static final Key<String> INSTRUMENTATION = key(
            "instrumentation", choice("all", "none"), "all", "none: no library is instrumented, whatever its own key");

    public static final Key<Boolean> PROMETHEUS_ENABLED =
            key("prometheus.enabled", BOOLEAN, "true", "serve metrics over HTTP");
    public static final Key<String> PROMETHEUS_HOST =
            key("prometheus.host", STRING, "127.0.0.1", "address that the metrics endpoint binds to");
    public static final Key<Integer> PROMETHEUS_PORT = key(
            "prometheus.port",
            integer(0, 65_535),
            "9464",
            "port of the metrics endpoint; taken: the next free one up to +9; 0: any");
    public static final Key<String> PROMETHEUS_PATH =
            key("prometheus.path", PATH, "/metrics", "path of the metrics endpoint");
    public static final Key<String> PROMETHEUS_USERNAME =
            key("prometheus.username", STRING, null, "user name that a scrape must send (basic authentication)");
    public static final Key<String> PROMETHEUS_PASSWORD =
            secret("prometheus.password", "password that a scrape must send (basic authentication)");
    public static final Key<String> PROMETHEUS_TOKEN =
            secret("prometheus.token", "token that a scrape must send (bearer authentication)");
    public static final Key<String> PROMETHEUS_TLS_CERTIFICATE = key(
            "prometheus.tls.certificate", STRING, null, "PEM file with the endpoint's certificate, reloaded on change");
    public static final Key<String> PROMETHEUS_TLS_KEY =
            key("prometheus.tls.key", STRING, null, "PEM file with the endpoint's private key, reloaded on change");
    public static final Key<String> PROMETHEUS_TLS_CLIENT_CA =
            key("prometheus.tls.client-ca", STRING, null, "PEM file with the authorities whose clients may scrape");
    public static final Key<Boolean> PROMETHEUS_NATIVE_HISTOGRAMS = key(
            "prometheus.native-histograms",
            BOOLEAN,
            "false",
            "also keep native histograms, for a Prometheus that asks for protobuf");
    public static final Key<String> PROMETHEUS_PUSH_URL = key(
            "prometheus.push.url",
            url("http://host:9091", "http", "https"),
            null,
            "where metrics are pushed to: a Pushgateway or a receiver of remote write; unset: nowhere");
    public static final Key<String> PROMETHEUS_PUSH_PROTOCOL = key(
            "prometheus.push.protocol",
            choice("pushgateway", "remote-write"),
            "pushgateway",
            "pushgateway: the last state when the process ends; remote-write: samples as long as it lives");
    public static final Key<Duration> PROMETHEUS_PUSH_INTERVAL = key(
            "prometheus.push.interval",
            DURATION,
            null,
            "how often metrics are pushed, 1s at least; unset: 15s, to a pushgateway only at the end");
    public static final Key<String> PROMETHEUS_PUSH_JOB =
            derived("prometheus.push.job", STRING, "service.name", "label job of what is pushed");
    public static final Key<String> PROMETHEUS_PUSH_INSTANCE =
            derived("prometheus.push.instance", STRING, "host:pid", "label instance of what is pushed by remote-write");
    public static final Key<Map<String, String>> PROMETHEUS_PUSH_GROUPING = key(
            "prometheus.push.grouping",
            MAP,
            "",
            "k=v list: further labels of the group that is replaced at the pushgateway; they should not grow in number");
    public static final Key<Boolean> PROMETHEUS_PUSH_DELETE_ON_EXIT = key(
            "prometheus.push.delete-on-exit",
            BOOLEAN,
            "false",
            "true: the group at the pushgateway is deleted when the process ends; until then it is pushed each interval");
    public static final Key<Long> PROMETHEUS_PUSH_BUFFER = key(
            "prometheus.push.buffer",
            SIZE,
            "4MiB",
            "most memory of samples that wait for the receiver of remote-write; beyond it the oldest are dropped");
    public static final Key<String> PROMETHEUS_PUSH_USERNAME =
            key("prometheus.push.username", STRING, null, "user name for the receiver (basic authentication)");
    public static final Key<String> PROMETHEUS_PUSH_PASSWORD =
            secret("prometheus.push.password", "password for the receiver (basic authentication)");
    public static final Key<String> PROMETHEUS_PUSH_TOKEN =
            secret("prometheus.push.token", "token for the receiver (bearer authentication)");
    public static final Key<Map<String, String>> PROMETHEUS_PUSH_HEADERS = listed(
            Key.of("prometheus.push.headers", MAP, "", "k=v list: headers for the receiver, such as X-Scope-OrgID")
                    .secret());
    public static final Key<String> PROMETHEUS_PUSH_CA =
            key("prometheus.push.ca", STRING, null, "PEM file with the authority of the receiver's certificate");

    public static final Key<String> METRICS_NAMING = key(
            "metrics.naming",
            choice("micrometer", "otel"),
            "micrometer",
            "whose metric names Prometheus is shown: Micrometer's or OpenTelemetry's");
    public static final Key<Integer> METRICS_SERIES_LIMIT = key(
            "metrics.series-limit",
            integer(1, 1_000_000),
            "2000",
            "label combinations per metric name; the rest is folded into one series named overflow");
    public static final Key<Duration> METRICS_SERIES_IDLE = key(
            "metrics.series-idle",
            DURATION,
            "1h",
            "of a metric with more than half of metrics.series-limit, series without a recording for so long leave, but those of requests; 0s: never");
    public static final Key<List<Double>> METRICS_HISTOGRAM_BUCKETS = key(
            "metrics.histogram-buckets",
            BUCKETS,
            "0.005,0.01,0.025,0.05,0.075,0.1,0.25,0.5,0.75,1,2.5,5,7.5,10",
            "upper bounds of the histograms of durations");
    public static final Key<Boolean> METRICS_APPLICATION =
            key("metrics.application", BOOLEAN, "true", "also expose the application's own meters");
    public static final Key<List<String>> METRICS_JMX_RULES =
            key("metrics.jmx.rules", LIST, "", "rule files of jmx_exporter, unchanged: which MBeans become metrics");

    public static final Key<List<String>> METRICS_METHODS = key(
            "metrics.methods",
            LIST,
            "",
            "methods that get a timer each: class=com.example.Orders;method=place;name=orders.place;labels=kind:0");

    public static final Key<Duration> DATABASE_SLOW_STATEMENT = key(
            "database.slow-statement",
            DURATION,
            "1s",
            "a database statement that takes longer becomes a log document, if logs have a destination");

    public static final Key<Boolean> LOGS_ENABLED =
            derived("logs.enabled", BOOLEAN, "true if a destination is set", "capture log events");
    public static final Key<String> LOGS_LEVEL = key(
            "logs.level",
            choice("TRACE", "DEBUG", "INFO", "WARN", "ERROR"),
            "INFO",
            "lowest level that is captured; what the application's own configuration drops stays dropped");
    public static final Key<String> LOGS_SPOOL_DIRECTORY =
            key("logs.spool.directory", STRING, null, "where log events wait; else under the user's state directory");
    public static final Key<Long> LOGS_SPOOL_MAX_SIZE =
            key("logs.spool.max-size", SIZE, "512MiB", "most that the spool takes on disk");
    public static final Key<Duration> LOGS_SPOOL_FSYNC = key(
            "logs.spool.fsync",
            DURATION,
            "1s",
            "how often the spool is forced to disk, for the case that the machine fails; 0s: never");
    public static final Key<List<String>> LOGS_MASK =
            key("logs.mask", LIST, "", "key patterns whose values are masked before they reach the disk");
    public static final Key<String> LOGS_FILE =
            key("logs.file", STRING, null, "a destination: file with one JSON document a line, rotated");
    public static final Key<Boolean> LOGS_STDOUT =
            key("logs.stdout", BOOLEAN, "false", "a destination: JSON lines on standard output");

    public static final Key<List<String>> ELASTICSEARCH_URL = key(
            "elasticsearch.url",
            urls("http://host:9200", "http", "https"),
            null,
            "a destination: nodes of the cluster that log documents are sent to");
    public static final Key<String> ELASTICSEARCH_API_KEY =
            secret("elasticsearch.api-key", "API key, as Elasticsearch encodes it");
    public static final Key<String> ELASTICSEARCH_USERNAME =
            key("elasticsearch.username", STRING, null, "user name (basic authentication)");
    public static final Key<String> ELASTICSEARCH_PASSWORD =
            secret("elasticsearch.password", "password (basic authentication)");
    public static final Key<String> ELASTICSEARCH_CA =
            key("elasticsearch.ca", STRING, null, "PEM file with the authority of the cluster's certificate");
    public static final Key<String> ELASTICSEARCH_DATASET = derived(
            "elasticsearch.dataset", STRING, "service.name", "dataset of the data stream logs-<dataset>-<namespace>");
    public static final Key<String> ELASTICSEARCH_NAMESPACE = key(
            "elasticsearch.namespace", STRING, "default", "namespace of the data stream logs-<dataset>-<namespace>");

    public static final Key<List<String>> LOGSTASH_URL = key(
            "logstash.url",
            urls("lumberjack://host:5044", "lumberjack", "lumberjacks", "tcp", "tcps"),
            null,
            "a destination: Logstash; the URLs are tried in turn");
    public static final Key<String> LOGSTASH_CA =
            key("logstash.ca", STRING, null, "PEM file with the authority of Logstash's certificate");
    public static final Key<String> LOGSTASH_CERTIFICATE =
            key("logstash.certificate", STRING, null, "PEM file with the client's certificate");
    public static final Key<String> LOGSTASH_KEY =
            key("logstash.key", STRING, null, "PEM file with the client's private key");

    public static final Key<List<String>> KAFKA_BOOTSTRAP_SERVERS =
            later("kafka.bootstrap-servers", LIST, "", "a destination: Kafka, as host:port list");
    public static final Key<String> KAFKA_TOPIC = later("kafka.topic", STRING, null, "topic of the log documents");

    public static final Key<String> DATADOG_URL = key(
            "datadog.url",
            url("udp://host:8125 or unix:///path", "udp", "unix", "unixstream"),
            null,
            "where DogStatsD metrics are sent; else DD_DOGSTATSD_URL, DD_AGENT_HOST with DD_DOGSTATSD_PORT; unset: off");
    public static final Key<String> DATADOG_TIMERS = key(
            "datadog.timers",
            choice("distribution", "histogram", "counts"),
            "distribution",
            "what a timer becomes in Datadog");
    public static final Key<Duration> DATADOG_INTERVAL =
            key("datadog.interval", DURATION, "10s", "how often metrics are sent; 1s at least");
    public static final Key<List<String>> DATADOG_RELAY_LISTEN = key(
            "datadog.relay.listen",
            urls("udp://127.0.0.1:8126,unixstream:///path", "udp", "unixstream"),
            null,
            "where the application's own DogStatsD is accepted, to be forwarded to datadog.url and shown to Prometheus");
    public static final Key<String> DATADOG_RELAY_MAPPING = key(
            "datadog.relay.mapping", STRING, null, "statsd_exporter mapping file, for the names that Prometheus sees");
    public static final Key<Boolean> DATADOG_RELAY_AGGREGATE = key(
            "datadog.relay.aggregate",
            BOOLEAN,
            "false",
            "true: forward sums of two seconds instead of each line as it came");

    public static final Key<String> AWS_PARAMETER_STORE_PATH =
            later("aws.parameter-store.path", STRING, null, "settings below this path of the Parameter Store");
    public static final Key<Duration> AWS_PARAMETER_STORE_REFRESH =
            later("aws.parameter-store.refresh", DURATION, "60s", "how often the Parameter Store is read");

    /** Every key, in the order of this table. */
    public static final List<Key<?>> ALL = Collections.unmodifiableList(TABLE);

    private Keys() {}

    /** The key {@code instrumentation.<id>.enabled} of one library. */
    static Key<Boolean> instrumentation(String id) {
        return Key.of(
                "instrumentation.".concat(id).concat(".enabled"), BOOLEAN, "true", "false: leave this library alone");
    }

    private static <T> Key<T> key(String name, ValueType<T> type, @Nullable String defaultText, String doc) {
        return listed(Key.of(name, type, defaultText, doc));
    }

    private static <T> Key<T> derived(String name, ValueType<T> type, String defaultText, String doc) {
        return listed(Key.of(name, type, defaultText, doc).derived());
    }

    private static Key<String> secret(String name, String doc) {
        return listed(Key.of(name, STRING, null, doc).secret());
    }

    private static <T> Key<T> later(String name, ValueType<T> type, @Nullable String defaultText, String doc) {
        return listed(Key.of(name, type, defaultText, doc).later());
    }

    private static <T> Key<T> listed(Key<T> key) {
        TABLE.add(key);
        return key;
    }
}
