package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code rules}. Names, values, help and labels may hold {@code $1}, groups of the pattern.
 *
 * @param pattern null matches everything
 * @param name null for a name made of the MBean's
 * @param value a number instead of the attribute's, or null
 * @param factor of the value
 * @param help null for one made of the MBean's
 * @param labels in the order of their names
 * @param snakeCase whether the attribute's name is matched in snake case
 * @param valueIndependent whether its result holds for every plain value, see {@link ValueIndependence}
 * @param cached whether its author says that values do not matter; it does not see them then
 */
record Rule(
        @Nullable Pattern pattern,
        @Nullable String name,
        @Nullable String value,
        double factor,
        @Nullable String help,
        SortedMap<String, String> labels,
        ForeignFamily.Kind kind,
        boolean snakeCase,
        boolean valueIndependent,
        boolean cached) {

    /** A pattern may begin and end anywhere. */
    static Pattern anywhere(String pattern) {
        return Pattern.compile("^.*(?:" + pattern + ").*$");
    }
}
