package io.crowsnest.exporter.prometheus.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver says.
 *
 * @param status of HTTP
 * @param retryAfter how long it wants to be left alone, or null
 * @param text the beginning of its reason, on one line; may be empty
 */
record Answer(int status, @Nullable Duration retryAfter, String text) {

    boolean isAccepted() {
        return status / 100 == 2;
    }

    /** Whether the same request may be accepted later (Prometheus Remote-Write 1.0, "Retries and Backoff"). */
    boolean isForLater() {
        return status == 429 || status / 100 == 5;
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "HTTP " + status : "HTTP " + status + ": " + text;
    }
}
