package io.crowsnest.core.doctor;

import io.crowsnest.core.settings.Settings;
import java.util.List;
import java.util.Map;

/** All checks, one after the other. Nothing is changed or left behind; servers are asked, and sent no metric and no document. */
public final class Doctor {

    private Doctor() {}

    /**
     * Examines what an application would be started with, from here: on this machine, as this user. Takes seconds where servers do not answer.
     *
     * @param environment the application's
     */
    public static List<Finding> examine(Settings settings, Map<String, String> environment) {
        Findings findings = new Findings();
        SettingsCheck.check(settings, findings);
        AttachmentCheck.check(environment, findings);
        EndpointCheck.check(settings, findings);
        SpoolCheck.check(settings, findings);
        ElasticsearchCheck.check(settings, findings);
        LogstashCheck.check(settings, findings);
        DatadogCheck.check(settings, findings);
        PushCheck.check(settings, findings);
        return findings.all();
    }
}
