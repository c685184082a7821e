package io.crowsnest.instrumentation.simpleclient;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.prometheus.client.CollectorRegistry;

/**
 * The default registry passes through the constructor, and all others, among them the one behind the older of Micrometer's
 * registries for Prometheus.
 */
@Instrumentation(
        id = "simpleclient",
        library = "io.prometheus:simpleclient",
        versions = "[0.1,1)",
        description = "the application's own metrics")
final class SimpleclientHooks {

    private static final WeakRegistries<CollectorRegistry> registries = new WeakRegistries<>();

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final MetricReader READER = new SimpleclientReader(registries);

    private SimpleclientHooks() {}

    @OnReturn(type = "io.prometheus.client.CollectorRegistry", method = "<init>")
    static void made(CollectorRegistry self) {
        registries.add(self);
        ApplicationMetrics.add("simpleclient", READER);
    }
}
