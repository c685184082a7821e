package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.push.PushConfig;
import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Where metrics are pushed to, as the settings want it. */
public final class PushSettings {

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(15);

    private PushSettings() {}

    /**
     * Receiver, protocol, labels and access of settings that name a receiver.
     *
     * @throws IOException if a file that they name is of no use
     */
    public static PushConfig config(Settings settings) throws IOException {
        String url = Objects.requireNonNull(settings.find(Keys.PROMETHEUS_PUSH_URL));
        Protocol protocol = Protocol.valueOf(settings.get(Keys.PROMETHEUS_PUSH_PROTOCOL)
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
        String job = settings.find(Keys.PROMETHEUS_PUSH_JOB);
        String instance = settings.find(Keys.PROMETHEUS_PUSH_INSTANCE);
        boolean deleteOnExit = settings.get(Keys.PROMETHEUS_PUSH_DELETE_ON_EXIT);
        Duration interval = settings.find(Keys.PROMETHEUS_PUSH_INTERVAL);
        if (interval == null && (protocol == Protocol.REMOTE_WRITE || deleteOnExit)) {
            interval = USUAL_INTERVAL;
        }
        return new PushConfig(
                URI.create(url),
                protocol,
                interval == null || interval.compareTo(SHORTEST_INTERVAL) > 0 ? interval : SHORTEST_INTERVAL,
                job == null ? settings.get(Keys.SERVICE_NAME) : job,
                instance == null
                        ? HostName.get() + ":" + ProcessHandle.current().pid()
                        : instance,
                settings.get(Keys.TAGS),
                settings.get(Keys.PROMETHEUS_PUSH_GROUPING),
                deleteOnExit,
                settings.get(Keys.PROMETHEUS_PUSH_BUFFER),
                new PushConfig.Access(
                        settings.find(Keys.PROMETHEUS_PUSH_USERNAME),
                        settings.find(Keys.PROMETHEUS_PUSH_PASSWORD),
                        settings.find(Keys.PROMETHEUS_PUSH_TOKEN),
                        settings.get(Keys.PROMETHEUS_PUSH_HEADERS),
                        tls(url, settings.find(Keys.PROMETHEUS_PUSH_CA)),
                        "crowsnest/" + Version.current()));
    }

    private static @Nullable SSLContext tls(String url, @Nullable String ca) throws IOException {
        if (!url.regionMatches(true, 0, "https:", 0, "https:".length())) {
            return null;
        }
        try {
            return Tls.context(ca == null ? null : Path.of(ca));
        } catch (InvalidPathException e) {
            throw new IOException("not a path: " + ca, e);
        }
    }
}
