package io.crowsnest.exporter.prometheus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric that somebody else than the agent keeps, as it is at this moment.
 *
 * @param name letters, digits, underscores and colons; without the suffix {@code _total} of counters
 * @param kind of its values
 * @param help a sentence about it, or null
 * @param samples no two with the same labels
 */
public record ForeignFamily(
        String name, Kind kind, @Nullable String help, List<Sample> samples) {

    /** What Prometheus is told about values; {@code UNTYPED} if nobody knows. */
    public enum Kind {
        COUNTER,
        GAUGE,
        UNTYPED
    }

    /** A value and what tells it from the others. */
    public record Sample(ForeignLabels labels, double value) {}

    /** {@code name} without the suffixes that say what kind of sample it is: {@code _total} and the like. */
    public static String baseName(String name) {
        return PrometheusNames.withoutSuffixes(name);
    }

    /** The name that samples carry. */
    public String sampleName() {
        return kind == Kind.COUNTER ? name + "_total" : name;
    }
}
