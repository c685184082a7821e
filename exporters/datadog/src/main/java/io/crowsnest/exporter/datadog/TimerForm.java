package io.crowsnest.exporter.datadog;

/** What timers and summaries become in Datadog. */
public enum TimerForm {
    /** One distribution ({@code d}): percentiles over all instances. */
    DISTRIBUTION,
    /** One histogram ({@code h}): the Agent makes a maximum, a median, an average, a count and a percentile of it, for its host alone. */
    HISTOGRAM,
    /** Three exact metrics: {@code .count}, {@code .sum} and {@code .max}. */
    COUNTS
}
