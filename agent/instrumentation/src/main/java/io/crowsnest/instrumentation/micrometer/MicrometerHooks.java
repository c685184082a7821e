package io.crowsnest.instrumentation.micrometer;

import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.application.ApplicationMetrics;
import io.crowsnest.telemetry.application.MetricReader;
import io.crowsnest.telemetry.application.WeakRegistries;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.dropwizard.DropwizardMeterRegistry;

/**
 * Every registry passes through the constructor of {@code MeterRegistry}: the global one, those that frameworks make, those of the
 * application. They are read when somebody asks for metrics; none is added to any.
 */
@Instrumentation(
        id = "micrometer",
        library = "io.micrometer:micrometer-core",
        versions = "[1.0,2)",
        description = "the application's own meters")
final class MicrometerHooks {

    private static final WeakRegistries<MeterRegistry> registries = new WeakRegistries<>();

    /** Kept here, in a loader that lives as long as the application: telemetry holds it weakly. */
    private static final MetricReader READER = new MicrometerReader(registries, ApplicationMetrics::isRead);

    private MicrometerHooks() {}

    @OnReturn(type = "io.micrometer.core.instrument.MeterRegistry", method = "<init>")
    static void made(MeterRegistry self) {
        registries.add(self);
        ApplicationMetrics.add("micrometer", READER);
    }

    /**
     * Those of JMX and Graphite keep their meters in a registry of Dropwizard, beside what the application may keep there itself, under
     * names without labels. Each of these names is made here.
     */
    @OnReturn(type = "io.micrometer.core.instrument.dropwizard.DropwizardMeterRegistry", method = "hierarchicalName")
    static void namedInDropwizard(DropwizardMeterRegistry self, String name) {
        ApplicationMetrics.shownOtherwise(self.getDropwizardRegistry(), name);
    }
}
