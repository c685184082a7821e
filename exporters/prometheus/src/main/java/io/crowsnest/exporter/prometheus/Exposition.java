package io.crowsnest.exporter.prometheus;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;

/** A registry that can write itself down for Prometheus: the seam behind which the engine can be replaced. */
interface Exposition {

    /** Where meters are registered. */
    MeterRegistry registry();

    /**
     * Writes all series. Any number of threads may do so at once.
     *
     * @throws IOException if {@code out} does
     */
    void write(Format format, OutputStream out) throws IOException;
}
