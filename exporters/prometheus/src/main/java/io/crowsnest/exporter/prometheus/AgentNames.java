package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of what the agent measures itself, whether or not it has measured any of it so far: who shows a metric must not change
 * from one scrape to the next. Micrometer, which others record with, too, gives some of them in other units.
 */
final class AgentNames {

    private static final List<String> SUB_SECONDS = List.of("_ns", "_us", "_ms");
    private static final Set<String> NAMES = names();

    private AgentNames() {}

    /**
     * Whether the agent has a metric of this name.
     *
     * @param family name without the suffix of counters
     */
    static boolean has(String family) {
        if (NAMES.contains(family)) {
            return true;
        }
        for (String unit : SUB_SECONDS) {
            if (family.endsWith(unit)) {
                return NAMES.contains(family.substring(0, family.length() - unit.length()) + "_seconds");
            }
        }
        return false;
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (Metric metric : Catalogue.ALL) {
            String name = ForeignFamily.withoutTotal(metric.prometheusName());
            names.add(name);
            if (metric.type() == Metric.Type.TIMER || metric.type() == Metric.Type.SUMMARY) {
                names.add(name + "_max");
            }
        }
        return names;
    }
}
