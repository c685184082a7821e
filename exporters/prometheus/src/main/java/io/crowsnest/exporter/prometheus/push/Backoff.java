package io.crowsnest.exporter.prometheus.push;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How long to leave a receiver alone that fails: twice as long each time, and not all processes at the same moment. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private Duration next = FIRST;

    /** It works again. */
    void reset() {
        next = FIRST;
    }

    /** From now on, in nanoseconds; at least what the receiver asks for, if that is not absurd. */
    long nanos(@Nullable Duration asked) {
        long own = (long) (next.toNanos() * (1 + ThreadLocalRandom.current().nextDouble() / 2));
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
        if (asked == null) {
            return own;
        }
        Duration patience = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
        return Math.max(own, patience.toNanos());
    }
}
