package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.Family;
import io.crowsnest.telemetry.OtelName;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a family is shown: its name, its kind, and by what its values are divided. Makes of Micrometer's meters what
 * {@code promtool check metrics} has no complaint about:
 *
 * <ul>
 *   <li>a gauge with a suffix that belongs to histograms ({@code system_cpu_count}) is untyped: same name, no complaint;
 *   <li>a counter or gauge in milli-, micro- or nanoseconds ({@code process_cpu_time_ns_total}) is given in seconds.
 * </ul>
 *
 * @param name without the suffixes of its samples
 * @param kind what it is
 * @param divisor of its values
 */
record Shape(String name, Kind kind, double divisor) {

    private static final Map<String, Double> SUB_SECONDS = Map.of("_ms", 1e3, "_us", 1e6, "_ns", 1e9);
    private static final List<String> RESERVED_SUFFIXES = List.of("_count", "_sum", "_bucket");

    /** What Prometheus knows, and Micrometer's custom meters, which are several of these at once. */
    enum Kind {
        COUNTER,
        GAUGE,
        UNTYPED,
        INFO,
        /** A histogram if one of its series has buckets, else a summary; and a maximum. */
        DISTRIBUTION,
        /** The same of what is under way and can fall. */
        ACTIVE,
        CUSTOM
    }

    /** The shape of a family that may have another name than its own; its values are what they are. */
    static Shape of(Family family, @Nullable OtelName otel) {
        Shape own = of(family.name(), family.type(), family.unit());
        if (otel == null) {
            return own;
        }
        Shape renamed = of(otel.name(), family.type(), otel.unit());
        return new Shape(renamed.name, renamed.kind, own.divisor);
    }

    private static Shape of(String dotted, Meter.Type type, @Nullable String unit) {
        String name = PrometheusNames.family(dotted, type, unit);
        return switch (type) {
            case COUNTER -> scaled(name, Kind.COUNTER);
            case GAUGE -> {
                if (dotted.endsWith(".info")) {
                    yield new Shape(name, Kind.INFO, 1);
                }
                yield RESERVED_SUFFIXES.stream().anyMatch(name::endsWith)
                        ? new Shape(name, Kind.UNTYPED, 1)
                        : scaled(name, Kind.GAUGE);
            }
            case TIMER, DISTRIBUTION_SUMMARY -> new Shape(name, Kind.DISTRIBUTION, 1);
            case LONG_TASK_TIMER -> new Shape(name, Kind.ACTIVE, 1);
            case OTHER -> new Shape(name, Kind.CUSTOM, 1);
        };
    }

    private static Shape scaled(String name, Kind kind) {
        for (Map.Entry<String, Double> unit : SUB_SECONDS.entrySet()) {
            if (name.endsWith(unit.getKey())) {
                String seconds = name.substring(0, name.length() - unit.getKey().length()) + "_seconds";
                return new Shape(seconds, kind, unit.getValue());
            }
        }
        return new Shape(name, kind, 1);
    }

    /** Name under which the documentation of a metric knows it. */
    String fullName() {
        return switch (kind) {
            case COUNTER -> name + "_total";
            case INFO -> name + "_info";
            default -> name;
        };
    }

    /** Whether the family is of timers, whose quantiles are recorded in nanoseconds. */
    static boolean isTime(Family family) {
        return family.type() == Meter.Type.TIMER || family.type() == Meter.Type.LONG_TASK_TIMER;
    }
}
