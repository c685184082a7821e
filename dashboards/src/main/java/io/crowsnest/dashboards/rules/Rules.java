package io.crowsnest.dashboards.rules;

import java.util.ArrayList;
import java.util.List;

/** All rules. */
public final class Rules {

    private Rules() {}

    public static List<RuleGroup> all(Objectives objectives) {
        return List.of(
                SloRules.make(objectives),
                HttpRules.make(),
                JvmRules.make(),
                ServiceAlerts.make(),
                DependencyAlerts.make(),
                AgentAlerts.make());
    }

    /** The rule file. */
    public static String yaml(Objectives objectives) {
        return RuleGroup.yaml(all(objectives));
    }

    /** All alerts, those with several windows or severities several times. */
    public static List<Rule.Alert> alerts(Objectives objectives) {
        List<Rule.Alert> alerts = new ArrayList<>();
        for (RuleGroup group : all(objectives)) {
            for (Rule rule : group.rules()) {
                if (rule instanceof Rule.Alert alert) {
                    alerts.add(alert);
                }
            }
        }
        return alerts;
    }
}
