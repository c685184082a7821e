package io.crowsnest.telemetry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date as some load balancers send it. */
public final class RetryAfter {

    private RetryAfter() {}

    /** How long to wait from {@code now} on; null if the value is absent or means nothing. */
    public static @Nullable Duration in(@Nullable String value, Instant now) {
        if (value == null) {
            return null;
        }
        if (value.matches("\\d{1,5}")) {
            return Duration.ofSeconds(Integer.parseInt(value));
        }
        try {
            Duration wait = Duration.between(now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
