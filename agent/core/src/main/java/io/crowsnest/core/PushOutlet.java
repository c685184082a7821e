package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.FamilySource;
import io.crowsnest.exporter.prometheus.push.MetricsPush;
import io.crowsnest.exporter.prometheus.push.PushConfig;
import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import io.crowsnest.exporter.spool.tls.Tls;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The way of metrics to a Pushgateway or a receiver of remote write, if the settings name one. */
final class PushOutlet {

    /** For so long the end of the process is held up, at most. */
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(15);

    private final String url;
    private final Protocol protocol;
    private final ExporterHealth unopened;
    private final CountDownLatch startOver = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile @Nullable MetricsPush push;

    private PushOutlet(String url, Protocol protocol) {
        this.url = url;
        this.protocol = protocol;
        this.unopened = new ExporterHealth(protocol.key());
    }

    /**
     * The outlet, which does not push yet, but will at the end of the process, however soon that comes; null if the settings name no
     * receiver.
     */
    static @Nullable PushOutlet prepare(Settings settings) {
        String url = settings.find(Keys.PROMETHEUS_PUSH_URL);
        if (url == null) {
            return null;
        }
        String protocol = settings.get(Keys.PROMETHEUS_PUSH_PROTOCOL);
        PushOutlet outlet = new PushOutlet(
                url, Protocol.valueOf(protocol.toUpperCase(Locale.ROOT).replace('-', '_')));
        try {
            Runtime.getRuntime().addShutdownHook(new AgentThread("push-end", outlet::end));
        } catch (IllegalStateException e) {
            // The process ends already.
            return null;
        }
        // A process that lives shortly has no time to wait for somebody who asks.
        Telemetry.demand();
        return outlet;
    }

    /** Where to, without secrets. */
    String url() {
        return Keys.PROMETHEUS_PUSH_URL.shown(url);
    }

    /** What pushes; null as long as the metrics have not started. */
    @Nullable
    MetricsPush push() {
        return push;
    }

    /** How pushing goes; or why nothing is pushed. */
    ExporterHealth health() {
        MetricsPush running = push;
        return running == null ? unopened : running.health();
    }

    /** Starts to push what {@code registry} and {@code sources} have. */
    void start(Settings settings, StripedMeterRegistry registry, List<FamilySource> sources) {
        try {
            MetricsPush made =
                    MetricsPush.of(config(settings), registry, SharedRegistry.naming(settings), AgentLog::warn);
            sources.forEach(made::add);
            made.bindTo(registry);
            made.start();
            push = made;
        } catch (IOException | IllegalArgumentException e) {
            AgentLog.warn("metrics are not pushed", "reason", String.valueOf(e.getMessage()));
            unopened.failed("not started: " + e.getMessage());
            unopened.bindTo(registry);
        }
    }

    /** Opens when the process ends: then the start must come to its end, too, as there is something to be pushed. */
    CountDownLatch ending() {
        return ending;
    }

    /** However the start went, the end of the process need not wait for it. */
    void startIsOver() {
        startOver.countDown();
    }

    private void end() {
        long begin = System.nanoTime();
        ending.countDown();
        try {
            if (!startOver.await(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                AgentLog.warn("metrics lost: the process ended before they had started");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        MetricsPush running = push;
        if (running != null) {
            running.close(LONGEST_END.minusNanos(System.nanoTime() - begin));
        }
    }

    private PushConfig config(Settings settings) throws IOException {
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
                        tls(settings.find(Keys.PROMETHEUS_PUSH_CA)),
                        "crowsnest/" + Version.current()));
    }

    private @Nullable SSLContext tls(@Nullable String ca) throws IOException {
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
