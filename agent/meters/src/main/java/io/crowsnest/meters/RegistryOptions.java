package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is decided when the registry is made.
 *
 * @param seriesLimit series per family; all beyond share one whose labels read {@value SeriesBudget#OVERFLOW}
 * @param commonTags on every series; they do not count as labels of its own
 * @param exponentialBuckets also keep exponential buckets, which protobuf calls native, for each timer and summary
 * @param maximumStep a maximum is shown for two to three of these
 * @param traces the sampled trace of the calling thread, for exemplars; null if there is none
 * @param onFolded hears each time a meter is asked for that has no place of its own; of recorders that hold theirs, once
 */
public record RegistryOptions(
        int seriesLimit,
        List<Tag> commonTags,
        boolean exponentialBuckets,
        Duration maximumStep,
        Supplier<@Nullable TraceIds> traces,
        Consumer<Meter.Id> onFolded) {

    private static final RegistryOptions DEFAULT =
            new RegistryOptions(2000, List.of(), false, Duration.ofMinutes(1), () -> null, id -> {});

    /** 2,000 series a family, a maximum over minutes, nothing else. */
    public static RegistryOptions defaults() {
        return DEFAULT;
    }

    /** These with another limit, at least 1. */
    public RegistryOptions withSeriesLimit(int limit) {
        return new RegistryOptions(limit, commonTags, exponentialBuckets, maximumStep, traces, onFolded);
    }

    /** These with tags that every series gets. */
    public RegistryOptions withCommonTags(List<Tag> tags) {
        return new RegistryOptions(seriesLimit, List.copyOf(tags), exponentialBuckets, maximumStep, traces, onFolded);
    }

    /** These with or without exponential buckets. */
    public RegistryOptions withExponentialBuckets(boolean wanted) {
        return new RegistryOptions(seriesLimit, commonTags, wanted, maximumStep, traces, onFolded);
    }

    /** These with a source of traces. */
    public RegistryOptions withTraces(Supplier<@Nullable TraceIds> source) {
        return new RegistryOptions(seriesLimit, commonTags, exponentialBuckets, maximumStep, source, onFolded);
    }

    /** These with somebody who hears of what is folded. */
    public RegistryOptions withOnFolded(Consumer<Meter.Id> listener) {
        return new RegistryOptions(seriesLimit, commonTags, exponentialBuckets, maximumStep, traces, listener);
    }
}
