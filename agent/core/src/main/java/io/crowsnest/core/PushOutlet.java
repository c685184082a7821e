package io.crowsnest.core;

import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.FamilySource;
import io.crowsnest.exporter.prometheus.push.MetricsPush;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.crowsnest.telemetry.Telemetry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The way of metrics to a Pushgateway or a receiver of remote write, if the settings name one. */
final class PushOutlet {

    /** For so long the end of the process is held up, at most. */
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final String url;
    private final ExporterHealth unopened;
    private final CountDownLatch startOver = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile @Nullable MetricsPush push;

    private PushOutlet(String url, String protocol) {
        this.url = url;
        this.unopened = new ExporterHealth(protocol);
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
        PushOutlet outlet = new PushOutlet(url, settings.get(Keys.PROMETHEUS_PUSH_PROTOCOL));
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
            MetricsPush made = MetricsPush.of(
                    PushSettings.config(settings), registry, SharedRegistry.naming(settings), AgentLog::warn);
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
}
