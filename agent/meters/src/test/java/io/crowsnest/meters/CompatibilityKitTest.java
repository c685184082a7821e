package io.crowsnest.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.tck.MeterRegistryCompatibilityKit;
import java.time.Duration;

/** Every test that Micrometer has for a registry. */
class CompatibilityKitTest extends MeterRegistryCompatibilityKit {

    @Override
    public MeterRegistry registry() {
        return new StripedMeterRegistry(RegistryOptions.defaults(), new MockClock());
    }

    @Override
    public Duration step() {
        return RegistryOptions.defaults().maximumStep();
    }
}
