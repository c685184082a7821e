package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.exporter.prometheus.ForeignFamily;
import io.crowsnest.exporter.prometheus.ForeignLabels;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of a value: the series that it goes to.
 *
 * @param name of the family, without suffix
 * @param value instead of the attribute's, or null
 * @param factor of a number
 * @param origin the MBean and the attribute, which tell series apart whose labels are the same
 */
record Match(
        String name,
        ForeignFamily.Kind kind,
        String help,
        ForeignLabels labels,
        @Nullable Double value,
        double factor,
        String origin) {

    /** The number to show; null for what is none. */
    @Nullable
    Double number(Object attribute) {
        if (value != null) {
            return value * factor;
        }
        if (attribute instanceof Number number) {
            return number.doubleValue() * factor;
        }
        return attribute instanceof Boolean yes ? (yes ? 1.0 : 0.0) : null;
    }
}
