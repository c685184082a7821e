package io.crowsnest.core.doctor;

import io.crowsnest.core.DatadogSettings;
import io.crowsnest.core.PushSettings;
import io.crowsnest.core.SharedRegistry;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.datadog.NativeAccess;
import io.crowsnest.exporter.datadog.TestMetric;
import io.crowsnest.exporter.prometheus.push.MetricsPush;
import io.crowsnest.exporter.prometheus.push.PushConfig;
import io.crowsnest.exporter.prometheus.push.PushConfig.Protocol;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** One metric that people recognise. It is in no catalogue: no application has it. */
final class TestMetrics {

    private static final String NAME = "crowsnest.send.test";
    private static final String EXPOSED_NAME = "crowsnest_send_test";
    private static final String GROUPING = "crowsnest";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TestMetrics() {}

    static void toDatadog(Settings settings, String run, Findings findings) {
        String subject = Keys.DATADOG_URL.name();
        String url = settings.find(Keys.DATADOG_URL);
        try {
            TestMetric.send(DatadogSettings.config(settings, NativeAccess.OF_THE_CLASS_PATH), run);
            String sent = TestMetric.NAME + " was sent with the tag run:" + run;
            boolean tells = !String.valueOf(url).startsWith("udp:");
            findings.ok(subject, tells ? sent : sent + "; whether it arrives, UDP does not tell");
        } catch (IOException | IllegalArgumentException e) {
            findings.failure(subject, url + " took nothing: " + Reasons.of(e), DatadogCheck.REMEDY);
        }
    }

    static void push(Settings settings, String run, Findings findings) {
        String subject = Keys.PROMETHEUS_PUSH_URL.name();
        ExporterHealth unread = new ExporterHealth("registry");
        StripedMeterRegistry registry = SharedRegistry.create(settings, unread);
        Gauge.builder(NAME, () -> 1)
                .description("Always 1: somebody tried whether metrics get here.")
                .tag("run", run)
                .register(registry);
        try {
            PushConfig config = forTest(PushSettings.config(settings));
            MetricsPush push = MetricsPush.of(config, registry, SharedRegistry.naming(settings), line -> {});
            push.start();
            push.close(PATIENCE);
            ExporterHealth health = push.health();
            if (health.lastSuccessMillis() > 0 && !health.isFailing()) {
                findings.ok(subject, "has " + EXPOSED_NAME + "{run=\"" + run + "\"}" + where(config));
            } else {
                String reason = Objects.requireNonNullElse(health.lastError(), "no answer in time");
                findings.failure(subject, "took nothing: " + reason, remedy(settings));
            }
        } catch (IOException | IllegalArgumentException e) {
            findings.failure(subject, "nothing was sent: " + Reasons.of(e), remedy(settings));
        }
    }

    /** A push replaces a group: not that of the service, whose figures may be there, but one that only differs from it by one more label. */
    private static PushConfig forTest(PushConfig config) {
        Map<String, String> grouping = new LinkedHashMap<>(config.grouping());
        grouping.put(GROUPING, "send-test");
        return new PushConfig(
                config.url(),
                config.protocol(),
                config.protocol() == Protocol.REMOTE_WRITE ? config.interval() : null,
                config.job(),
                config.instance(),
                config.tags(),
                grouping,
                false,
                config.bufferBytes(),
                config.access());
    }

    private static String where(PushConfig config) {
        String job = "job=\"" + config.job() + "\"";
        return config.protocol() == Protocol.REMOTE_WRITE
                ? ", " + job
                : " in the group " + job + ", " + GROUPING + "=\"send-test\", until somebody deletes that there";
    }

    private static String remedy(Settings settings) {
        Findings seen = new Findings();
        PushCheck.check(settings, seen);
        return seen.firstRemedy("see the log of the receiver, and whether it takes "
                + settings.get(Keys.PROMETHEUS_PUSH_PROTOCOL) + " (prometheus.push.protocol)");
    }
}
