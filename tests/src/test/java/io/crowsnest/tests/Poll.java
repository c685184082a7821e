package io.crowsnest.tests;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a condition without sleeping longer than needed. */
final class Poll {
    private Poll() {}

    /** The first value that satisfies {@code condition}, or the last one seen when {@code limit} has passed. */
    static <T> T until(Duration limit, Supplier<T> values, Predicate<T> condition) {
        Instant deadline = Instant.now().plus(limit);
        T value = values.get();
        while (!condition.test(value) && Instant.now().isBefore(deadline)) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            value = values.get();
        }
        return value;
    }
}
