package io.crowsnest.instrumentation.dropwizard;

import com.codahale.metrics.MetricRegistry;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.WeakRegistries;

/** Every registry passes through a constructor of {@code MetricRegistry}, also those that extend it. */
@Instrumentation(
        id = "dropwizard-metrics",
        library = "io.dropwizard.metrics:metrics-core",
        versions = "[3.1,5)",
        description = "the application's own metrics")
final class DropwizardHooks {

    private static final WeakRegistries<MetricRegistry> registries = new WeakRegistries<>();

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final MetricReader READER = new DropwizardReader(registries);

    private DropwizardHooks() {}

    @OnReturn(type = "com.codahale.metrics.MetricRegistry", method = "<init>")
    static void made(MetricRegistry self) {
        registries.add(self);
        ApplicationMetrics.add("dropwizard-metrics", READER);
    }
}
