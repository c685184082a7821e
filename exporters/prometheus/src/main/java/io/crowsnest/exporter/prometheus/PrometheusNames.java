package io.crowsnest.exporter.prometheus;

import io.micrometer.core.instrument.Meter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names that every version of Prometheus stores as they are: letters, digits and underscores. They follow Micrometer's naming
 * convention for Prometheus: the unit at the end, no suffix that the exposition adds itself.
 */
public final class PrometheusNames {

    private static final List<String> SUFFIXES = List.of("_total", "_created", "_bucket", "_info");

    private PrometheusNames() {}

    /** Name of a family, without the suffixes of its samples. */
    static String family(String name, Meter.Type type, @Nullable String unit) {
        String base = escape(name, true);
        switch (type) {
            case COUNTER, DISTRIBUTION_SUMMARY, GAUGE -> {
                if (unit != null && !unit.isEmpty() && !base.endsWith("_" + unit)) {
                    base += "_" + unit;
                }
            }
            case TIMER, LONG_TASK_TIMER -> {
                if (!base.endsWith("_seconds")) {
                    base += "_seconds";
                }
            }
            case OTHER -> {}
        }
        return withoutSuffixes(escape(base, true));
    }

    /** Name of a family of the application: as its library has it, with the unit at its end. */
    static String application(String name, @Nullable String unit) {
        String base = escape(name, true);
        if (unit != null && !unit.isEmpty() && !base.endsWith("_" + escape(unit, false))) {
            base += "_" + escape(unit, false);
        }
        return base;
    }

    /** What is left when every suffix that the exposition adds is taken away. */
    static String withoutSuffixes(String name) {
        for (String suffix : SUFFIXES) {
            if (name.equals(suffix)) {
                return suffix.substring(1);
            }
            if (name.endsWith(suffix)) {
                return withoutSuffixes(name.substring(0, name.length() - suffix.length()));
            }
        }
        return name;
    }

    /** Name of a label; two underscores at the beginning are Prometheus's own. */
    public static String label(String key) {
        String name = escape(key, false);
        while (name.startsWith("__")) {
            name = name.substring(1);
        }
        return name;
    }

    private static String escape(String name, boolean colons) {
        if (name.isEmpty()) {
            return "_";
        }
        StringBuilder escaped = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            boolean valid = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '_'
                    || (c == ':' && colons)
                    || (c >= '0' && c <= '9' && i > 0);
            escaped.append(valid ? (char) c : '_');
            i += Character.charCount(c);
        }
        return escaped.toString();
    }
}
