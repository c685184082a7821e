package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;

/** A meter of the registry, as readers see it. */
public interface Series {

    /** Name, tags and description. */
    Meter.Id getId();

    /**
     * Writes what it is now into {@code reading}.
     *
     * @throws RuntimeException whatever the function throws that the figures come from
     */
    void read(Reading reading);
}
