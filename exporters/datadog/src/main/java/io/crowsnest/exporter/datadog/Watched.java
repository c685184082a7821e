package io.crowsnest.exporter.datadog;

import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Datadog is told in words, beside the metrics.
 *
 * @param destinations by name: why nothing gets there, null while all is well
 * @param deadlockedThreads how many threads are deadlocked now
 */
public record Watched(Map<String, Supplier<@Nullable String>> destinations, IntSupplier deadlockedThreads) {

    /** Nothing but that the process lives. */
    public static final Watched NOTHING = new Watched(Map.of(), () -> 0);
}
