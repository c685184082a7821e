package io.crowsnest.dashboards;

import io.crowsnest.dashboards.rules.Rule;
import io.crowsnest.dashboards.rules.RuleGroup;
import io.crowsnest.dashboards.rules.Rules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All series that rules record. */
final class Recordings {

    private Recordings() {}

    /** Names, with the labels that their expressions group by. */
    static Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (RuleGroup group : Rules.all(Committed.objectives())) {
            for (Rule rule : group.rules()) {
                if (rule instanceof Rule.Recording recording) {
                    labels.put(
                            recording.name(),
                            new TreeSet<>(Expression.of(recording.expression()).groupings()));
                }
            }
        }
        return labels;
    }
}
