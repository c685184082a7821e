package io.crowsnest.telemetry.application;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One series of a metric, as it was when it was read.
 *
 * @param name as its library spells it, with dots or anything else in it
 * @param unit that belongs to the end of the name; null if there is none, or the name has it already
 * @param help a sentence about it, or null
 * @param labels as the library spells them
 */
public record ApplicationMetric(
        String name, @Nullable String unit, @Nullable String help, Map<String, String> labels, Value value) {

    /** What was read. */
    public sealed interface Value permits Single, Distribution {

        Kind kind();
    }

    /** A counter, a gauge, or something of which nobody knows what it is. */
    public record Single(Kind kind, double value) implements Value {

        /** What a gauge that can be anything says, as numbers and truth values can be shown; null of anything else. */
        public static @Nullable Single gauge(@Nullable Object value) {
            if (value instanceof Number number) {
                return new Single(Kind.GAUGE, number.doubleValue());
            }
            return value instanceof Boolean truth ? new Single(Kind.GAUGE, truth ? 1 : 0) : null;
        }
    }
}
