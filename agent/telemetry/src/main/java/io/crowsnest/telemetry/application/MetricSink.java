package io.crowsnest.telemetry.application;

/** Takes what a {@link MetricReader} finds. */
public interface MetricSink {

    void add(ApplicationMetric metric);

    /** Something is not shown, on purpose: why, in words for the status page. */
    void note(String text);

    /** Something could not be read; the rest can. */
    void failed(String what, Throwable failure);
}
