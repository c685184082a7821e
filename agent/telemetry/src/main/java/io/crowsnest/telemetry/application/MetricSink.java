package io.crowsnest.telemetry.application;

/** Takes what a {@link MetricReader} finds. */
public interface MetricSink {

    /**
     * Says what will be read next: a gauge, a registry. Readers catch nothing around this: it ends a reading that nobody waits for any more.
     *
     * @param part compared by identity
     * @param name of it, for the status page
     * @return false if an earlier reading of it has not come back: then it is left out
     */
    boolean begins(Object part, String name);

    void add(ApplicationMetric metric);

    /** Something is not shown, on purpose: why, in words for the status page. */
    void note(String text);

    /** Something could not be read; the rest can. */
    void failed(String what, Throwable failure);
}
