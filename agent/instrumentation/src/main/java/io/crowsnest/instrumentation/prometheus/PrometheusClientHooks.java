package io.crowsnest.instrumentation.prometheus;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The default registry passes through the constructor, and all others, among them the one behind Micrometer's registry for
 * Prometheus.
 */
@Instrumentation(
        id = "prometheus-client",
        library = "io.prometheus:prometheus-metrics-model",
        versions = "[1.0,2)",
        description = "the application's own metrics")
final class PrometheusClientHooks {

    private static final WeakRegistries<PrometheusRegistry> registries = new WeakRegistries<>();

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final MetricReader READER = new PrometheusClientReader(registries);

    private PrometheusClientHooks() {}

    @OnReturn(type = "io.prometheus.metrics.model.registry.PrometheusRegistry", method = "<init>")
    static void made(PrometheusRegistry self) {
        registries.add(self);
        ApplicationMetrics.add("prometheus-client", READER);
    }
}
