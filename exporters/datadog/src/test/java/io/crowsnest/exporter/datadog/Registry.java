package io.crowsnest.exporter.datadog;

import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;

/** The registry that the agent reads from. */
final class Registry {

    private Registry() {}

    static MeterRegistry create() {
        return new StripedMeterRegistry(RegistryOptions.defaults());
    }
}
