package io.crowsnest.benchmarks;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to log.
 *
 * @param variant how it is called, and the options of its JVM
 * @param program class of the program that logs
 * @param arrivals what has come out at the other end, null if nothing does
 * @param unreachable options that put its destination out of reach, null if it has none
 */
record LogVariant(
        Variant variant,
        Class<?> program,
        @Nullable Arrivals arrivals,
        @Nullable List<String> unreachable) {

    /** Counts the events that have come out at the other end. */
    interface Arrivals {
        /** How many so far; only the difference of two says something. */
        long of(long pid) throws IOException;
    }
}
