package io.crowsnest.core.doctor;

import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.prometheus.jmx.JmxSource;
import io.crowsnest.telemetry.ExporterHealth;
import java.util.List;

/** What is written in settings, and in the files that they name. */
final class SettingsCheck {

    private static final String SUBJECT = "settings";

    private SettingsCheck() {}

    static void check(Settings settings, Findings findings) {
        if (!settings.get(Keys.ENABLED)) {
            findings.warning(SUBJECT, "enabled is false: the agent does nothing", "leave it out, or set it to true");
        }
        for (Problem problem : settings.problems()) {
            findings.warning(
                    SUBJECT,
                    problem.line(),
                    "correct it, or the default is used: the command config prints all settings");
        }
        for (String problem :
                MeasuredMethods.read(settings.get(Keys.METRICS_METHODS)).problems()) {
            findings.warning(Keys.METRICS_METHODS.name(), problem, "correct it: " + Keys.METRICS_METHODS.doc());
        }
        List<String> rules = settings.get(Keys.METRICS_JMX_RULES);
        List<String> problems = rules.isEmpty()
                ? List.of()
                : JmxSource.of(rules, new ExporterHealth("jmx")).problems();
        for (String problem : problems) {
            findings.failure(
                    Keys.METRICS_JMX_RULES.name(), problem, "name a file with rules of jmx_exporter that can be read");
        }
        if (settings.problems().isEmpty()) {
            findings.ok(SUBJECT, "every key is known and every value is one");
        }
    }
}
