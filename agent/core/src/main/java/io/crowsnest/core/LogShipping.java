package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.elasticsearch.ElasticsearchConfig;
import io.crowsnest.exporter.elasticsearch.ElasticsearchDestination;
import io.crowsnest.exporter.spool.LogQueue;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.exporter.spool.Shipper;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.Logs;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of log events to Elasticsearch: a queue from the first line on, a shipper once the application has started. Run at
 * shutdown.
 */
final class LogShipping implements Runnable {

    private static final String ELASTICSEARCH = "elasticsearch";

    /** The client costs a second of processor time to load; until here that belongs to the application's own start. */
    private static final Duration START_DELAY = Duration.ofSeconds(5);

    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(3);

    private final DestinationStats stats = new DestinationStats(ELASTICSEARCH);
    private final ExporterHealth health = new ExporterHealth(ELASTICSEARCH);
    private final LogQueue queue = new LogQueue(stats);

    private final Settings settings;
    private @Nullable Shipper shipper;

    private LogShipping(Settings settings) {
        this.settings = settings;
    }

    /** Starts capturing, if the settings want it and name a destination; else null. */
    static @Nullable LogShipping prepare(Settings settings) {
        if (settings.find(Keys.ELASTICSEARCH_URL) == null || Boolean.FALSE.equals(settings.find(Keys.LOGS_ENABLED))) {
            return null;
        }
        LogShipping shipping = new LogShipping(settings);
        Logs.shipTo(shipping.queue, LogEvent.Level.valueOf(settings.get(Keys.LOGS_LEVEL)));
        // Before anything is captured: a process that ends early has logged, too.
        Runtime.getRuntime().addShutdownHook(new AgentThread("shutdown", shipping));
        return shipping;
    }

    DestinationStats stats() {
        return stats;
    }

    ExporterHealth health() {
        return health;
    }

    void bindTo(MeterRegistry registry) {
        stats.bindTo(registry);
        health.bindTo(registry);
    }

    /** Starts delivery, with what the settings say by now. */
    synchronized void start(Settings complete) {
        if (shipper == null) {
            ServiceIdentity identity = identity(complete);
            Shipper started = new Shipper(
                    queue, identity, new ElasticsearchDestination(config(complete, identity)), health, AgentLog::warn);
            started.start(START_DELAY);
            shipper = started;
        }
    }

    /** At shutdown: delivers what is left, for a moment. */
    @Override
    public void run() {
        try {
            if (stats.pending() > 0) {
                start(settings);
            }
            Shipper running = running();
            if (running != null) {
                running.close(LONGEST_DRAIN);
            }
        } catch (RuntimeException | LinkageError failure) {
            String events = Long.toString(stats.pending());
            AgentLog.warn("logs lost at shutdown", "events", events, "failure", failure.toString());
        }
    }

    private synchronized @Nullable Shipper running() {
        return shipper;
    }

    private static ElasticsearchConfig config(Settings settings, ServiceIdentity identity) {
        List<String> given = settings.find(Keys.ELASTICSEARCH_URL);
        List<URI> urls = new ArrayList<>();
        if (given != null) {
            given.forEach(url -> urls.add(URI.create(url)));
        }
        String ca = settings.find(Keys.ELASTICSEARCH_CA);
        return new ElasticsearchConfig(
                urls,
                settings.find(Keys.ELASTICSEARCH_API_KEY),
                settings.find(Keys.ELASTICSEARCH_USERNAME),
                settings.find(Keys.ELASTICSEARCH_PASSWORD),
                ca == null ? null : Path.of(ca),
                identity.dataStream());
    }

    private static ServiceIdentity identity(Settings settings) {
        String service = settings.get(Keys.SERVICE_NAME);
        String dataset = settings.find(Keys.ELASTICSEARCH_DATASET);
        return new ServiceIdentity(
                service,
                settings.find(Keys.SERVICE_VERSION),
                settings.find(Keys.SERVICE_ENVIRONMENT),
                hostName(),
                ProcessHandle.current().pid(),
                dataset == null ? service : dataset,
                settings.get(Keys.ELASTICSEARCH_NAMESPACE),
                settings.get(Keys.TAGS));
    }

    private static String hostName() {
        String given = System.getenv("HOSTNAME");
        if (given != null && !given.isEmpty()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
