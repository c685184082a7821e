package io.crowsnest.dashboards;

import io.crowsnest.dashboards.rules.Rule;
import io.crowsnest.dashboards.rules.RuleGroup;
import io.crowsnest.dashboards.rules.Rules;
import java.util.Set;
import java.util.TreeSet;

/** Names of all series that rules record. */
final class Recordings {

    private Recordings() {}

    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (RuleGroup group : Rules.all(Committed.objectives())) {
            for (Rule rule : group.rules()) {
                if (rule instanceof Rule.Recording recording) {
                    names.add(recording.name());
                }
            }
        }
        return names;
    }
}
