package io.crowsnest.instrumentation.dropwizard5;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.dropwizard.metrics5.MetricRegistry;

/** Every registry passes through a constructor of {@code MetricRegistry}, also those that extend it. */
@Instrumentation(
        id = "dropwizard-metrics-5",
        library = "io.dropwizard.metrics5:metrics-core",
        versions = "[5.0,6)",
        description = "the application's own metrics")
final class Dropwizard5Hooks {

    private static final WeakRegistries<MetricRegistry> registries = new WeakRegistries<>();

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final MetricReader READER = new Dropwizard5Reader(registries);

    private Dropwizard5Hooks() {}

    @OnReturn(type = "io.dropwizard.metrics5.MetricRegistry", method = "<init>")
    static void made(MetricRegistry self) {
        registries.add(self);
        ApplicationMetrics.add("dropwizard-metrics-5", READER);
    }
}
