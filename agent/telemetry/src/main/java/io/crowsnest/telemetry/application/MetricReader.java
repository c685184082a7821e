package io.crowsnest.telemetry.application;

/** Reads the metrics that one library keeps, in one class loader of the application. */
public interface MetricReader {

    /**
     * Hands over every series there is. Asked on a thread of the agent, by one at a time; may run functions of the application.
     */
    void read(MetricSink sink);
}
