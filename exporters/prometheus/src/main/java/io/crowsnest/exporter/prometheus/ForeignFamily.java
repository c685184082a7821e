package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.application.Distribution;
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
        UNTYPED,
        SUMMARY,
        HISTOGRAM
    }

    /**
     * A value and what tells it from the others.
     *
     * @param value not a number where there is a distribution
     * @param distribution of summaries and histograms, else null
     */
    public record Sample(
            ForeignLabels labels, double value, @Nullable Distribution distribution) {

        /** A single value. */
        public Sample(ForeignLabels labels, double value) {
            this(labels, value, null);
        }

        /** A summary or a histogram. */
        public Sample(ForeignLabels labels, Distribution distribution) {
            this(labels, Double.NaN, distribution);
        }
    }

    /** {@code name} without the suffixes that say what kind of sample it is: {@code _total} and the like. */
    public static String baseName(String name) {
        return PrometheusNames.withoutSuffixes(name);
    }

    /** {@code name} without the suffix of counters. */
    static String withoutTotal(String name) {
        return name.endsWith("_total") && name.length() > "_total".length()
                ? name.substring(0, name.length() - "_total".length())
                : name;
    }

    /** The name that samples carry, or that it goes by where they have several. */
    public String sampleName() {
        return kind == Kind.COUNTER ? name + "_total" : name;
    }

    /** All names that its samples or its metadata have, so that no other family may have them. */
    List<String> claims() {
        return switch (kind) {
            case COUNTER -> List.of(name, sampleName());
            case GAUGE, UNTYPED -> List.of(name);
            case SUMMARY -> List.of(name, name + "_count", name + "_sum");
            case HISTOGRAM -> List.of(name, name + "_count", name + "_sum", name + "_bucket");
        };
    }
}
