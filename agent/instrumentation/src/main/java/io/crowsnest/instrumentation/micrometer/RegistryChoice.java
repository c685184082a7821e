package io.crowsnest.instrumentation.micrometer;

import io.crowsnest.telemetry.application.MetricSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which registries to read, so that no meter counts twice: those that belong to the same composite have the same meters, and one of
 * them is enough. Best is one for Prometheus, which is read as what it is, by the hooks of Prometheus's client unless they are switched
 * off; then one that keeps totals; last one that keeps what happened in its last step, of which only gauges are of use.
 */
final class RegistryChoice {

    private final List<Set<MeterRegistry>> groups = new ArrayList<>();

    private final Predicate<String> isRead;

    private RegistryChoice(Predicate<String> isRead) {
        this.isRead = isRead;
    }

    /**
     * Those among {@code all} that should be read; {@code sink} hears about the others.
     *
     * @param isRead whether metrics of a library, the id of its instrumentation, are read where they are kept
     */
    static List<MeterRegistry> of(List<MeterRegistry> all, Predicate<String> isRead, MetricSink sink) {
        RegistryChoice choice = new RegistryChoice(isRead);
        for (MeterRegistry each : all) {
            if (!each.isClosed() && !isWriteOnly(each)) {
                choice.add(leaves(each));
            }
        }
        List<MeterRegistry> chosen = new ArrayList<>();
        for (Set<MeterRegistry> group : choice.groups) {
            MeterRegistry best = choice.best(group);
            for (MeterRegistry each : group) {
                if (each != best) {
                    sink.note(name(each) + " is not read: " + name(best) + " has the same meters");
                }
            }
            if (!choice.isReadByItsClient(best)) {
                chosen.add(best);
            }
        }
        return chosen;
    }

    /** Joins the groups that have a registry in common. */
    private void add(Set<MeterRegistry> leaves) {
        if (leaves.isEmpty()) {
            return;
        }
        Set<MeterRegistry> joined = leaves;
        for (Set<MeterRegistry> group : List.copyOf(groups)) {
            if (!Collections.disjoint(group, leaves)) {
                groups.remove(group);
                joined.addAll(group);
            }
        }
        groups.add(joined);
    }

    private static Set<MeterRegistry> leaves(MeterRegistry registry) {
        Set<MeterRegistry> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        if (registry instanceof CompositeMeterRegistry composite) {
            for (MeterRegistry child : children(composite)) {
                if (child != registry && !child.isClosed() && !isWriteOnly(child)) {
                    leaves.addAll(leaves(child));
                }
            }
        } else {
            leaves.add(registry);
        }
        return leaves;
    }

    /** We know of a registry before its constructor has come to its end. */
    private static Set<MeterRegistry> children(CompositeMeterRegistry composite) {
        Set<MeterRegistry> children = composite.getRegistries();
        return children == null ? Set.of() : children;
    }

    private MeterRegistry best(Set<MeterRegistry> group) {
        MeterRegistry best = group.iterator().next();
        for (MeterRegistry each : group) {
            if (rank(each) < rank(best)) {
                best = each;
            }
        }
        return best;
    }

    private int rank(MeterRegistry registry) {
        return isReadByItsClient(registry) ? 0 : keepsTotals(registry) ? 1 : 2;
    }

    /** Registries of one kind make meters of one kind: the first that counts tells. */
    private static boolean keepsTotals(MeterRegistry registry) {
        for (Meter meter : registry.getMeters()) {
            if (meter instanceof Counter || meter instanceof Timer || meter instanceof DistributionSummary) {
                return !isOfStep(meter);
            }
        }
        return true;
    }

    /** Whether a meter tells what happened in the last step, not since the start. */
    static boolean isOfStep(Meter meter) {
        return isA(meter, "Step") || isA(meter, "OtlpStep") || isA(meter, "Dynatrace");
    }

    /** Of the two that are for Prometheus, the older keeps its meters in the client before 1.0. */
    private boolean isReadByItsClient(MeterRegistry registry) {
        return isA(registry, "PrometheusMeterRegistry")
                && isRead.test(isIn(registry, "io.micrometer.prometheus.") ? "simpleclient" : "prometheus-client");
    }

    private static boolean isIn(Object object, String packagePrefix) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().startsWith(packagePrefix)) {
                return true;
            }
        }
        return false;
    }

    /** That of OpenTelemetry, which complains when it is read. */
    private static boolean isWriteOnly(MeterRegistry registry) {
        return isA(registry, "OpenTelemetryMeterRegistry");
    }

    /** By name, as those classes are in other artefacts than the core, or moved. */
    private static boolean isA(Object object, String nameBegin) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getName();
            int simple = Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1;
            if (name.startsWith(nameBegin, simple)) {
                return true;
            }
        }
        return false;
    }

    private static String name(MeterRegistry registry) {
        return registry.getClass().getName();
    }
}
