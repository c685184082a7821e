package io.crowsnest.telemetry.application;

/** What a metric's values mean; {@code UNTYPED} if its library does not say. */
public enum Kind {
    COUNTER,
    GAUGE,
    UNTYPED,
    SUMMARY,
    HISTOGRAM
}
