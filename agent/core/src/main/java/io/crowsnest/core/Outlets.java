package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.elasticsearch.ElasticsearchConfig;
import io.crowsnest.exporter.elasticsearch.ElasticsearchDestination;
import io.crowsnest.exporter.logstash.LogstashConfig;
import io.crowsnest.exporter.logstash.LogstashDestination;
import io.crowsnest.exporter.spool.Destination;
import io.crowsnest.exporter.spool.FileDestination;
import io.crowsnest.exporter.spool.Outlet;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.exporter.spool.StdoutDestination;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The destinations of log events that the settings name. No lambdas: this is before the application's main method. */
public final class Outlets {

    private Outlets() {}

    /** Those destinations, in the order of the table of settings. */
    public static List<Outlet> of(Settings settings) {
        List<Outlet> outlets = new ArrayList<>();
        if (settings.find(Keys.ELASTICSEARCH_URL) != null) {
            outlets.add(new Outlet("elasticsearch", new ToElasticsearch(settings)));
        }
        if (settings.find(Keys.LOGSTASH_URL) != null) {
            outlets.add(new Outlet(LogstashDestination.NAME, new ToLogstash(settings)));
        }
        if (settings.find(Keys.LOGS_FILE) != null) {
            outlets.add(new Outlet("file", new ToFile(settings)));
        }
        if (settings.get(Keys.LOGS_STDOUT)) {
            outlets.add(new Outlet("stdout", new ToStdout()));
        }
        return outlets;
    }

    private static List<URI> urls(@Nullable List<String> given) {
        List<URI> urls = new ArrayList<>();
        if (given != null) {
            given.forEach(url -> urls.add(URI.create(url)));
        }
        return urls;
    }

    private static @Nullable Path path(@Nullable String given) {
        return given == null ? null : Path.of(given);
    }

    private record ToElasticsearch(Settings settings) implements Function<ServiceIdentity, Destination> {
        @Override
        public Destination apply(ServiceIdentity identity) {
            return new ElasticsearchDestination(new ElasticsearchConfig(
                    urls(settings.find(Keys.ELASTICSEARCH_URL)),
                    settings.find(Keys.ELASTICSEARCH_API_KEY),
                    settings.find(Keys.ELASTICSEARCH_USERNAME),
                    settings.find(Keys.ELASTICSEARCH_PASSWORD),
                    path(settings.find(Keys.ELASTICSEARCH_CA)),
                    identity.dataStream()));
        }
    }

    private record ToLogstash(Settings settings) implements Function<ServiceIdentity, Destination> {
        @Override
        public Destination apply(ServiceIdentity identity) {
            LogstashConfig config = new LogstashConfig(
                    urls(settings.find(Keys.LOGSTASH_URL)),
                    path(settings.find(Keys.LOGSTASH_CA)),
                    path(settings.find(Keys.LOGSTASH_CERTIFICATE)),
                    path(settings.find(Keys.LOGSTASH_KEY)));
            if (config.isLossy()) {
                AgentLog.warn(
                        "logs may be lost at every restart of Logstash: tcp has no acknowledgements",
                        "hint",
                        "use lumberjack:// and Logstash's beats input");
            }
            return new LogstashDestination(config, AgentLog::warn);
        }
    }

    private record ToFile(Settings settings) implements Function<ServiceIdentity, Destination> {
        @Override
        public Destination apply(ServiceIdentity identity) {
            return new FileDestination(Path.of(Objects.requireNonNull(settings.find(Keys.LOGS_FILE))));
        }
    }

    private record ToStdout() implements Function<ServiceIdentity, Destination> {
        @Override
        public Destination apply(ServiceIdentity identity) {
            return new StdoutDestination();
        }
    }
}
