package io.crowsnest.exporter.prometheus.push;

import java.time.Duration;

/** Arithmetic with times of {@link System#nanoTime}. */
final class Deadline {

    private Deadline() {}

    /** How long it is until then; zero when it is over. */
    static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
