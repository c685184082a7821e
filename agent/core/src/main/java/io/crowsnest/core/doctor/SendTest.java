package io.crowsnest.core.doctor;

import io.crowsnest.core.Outlets;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.spool.Outlet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends one log event and one metric to every destination that the settings name, by the code and with the credentials by which the agent would.
 * What the {@link Doctor} asks, this finds out; it leaves something behind that people can look for.
 */
public final class SendTest {

    private SendTest() {}

    /** Whether the settings name anything that is sent to, rather than asked. */
    public static boolean hasDestination(Settings settings) {
        return !Outlets.of(settings).isEmpty()
                || settings.find(Keys.DATADOG_URL) != null
                || settings.find(Keys.PROMETHEUS_PUSH_URL) != null;
    }

    /** A name by which what one run has sent is found again. */
    public static String newRun() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /**
     * Sends, and says what became of it, for one destination after the other. Takes seconds where servers do not answer.
     *
     * @param run as of {@link #newRun}
     */
    public static List<Finding> send(Settings settings, String run) {
        Findings findings = new Findings();
        SettingsCheck.check(settings, findings);
        List<Outlet> outlets = Outlets.of(settings);
        if (!outlets.isEmpty() && Boolean.FALSE.equals(settings.find(Keys.LOGS_ENABLED))) {
            findings.warning(
                    Keys.LOGS_ENABLED.name(), "is false: no log event is sent", "leave it out, or set it to true");
        } else if (!outlets.isEmpty()) {
            TestEvent event = TestEvent.of(settings, run);
            outlets.forEach(outlet -> event.send(outlet, findings));
        }
        if (settings.find(Keys.DATADOG_URL) != null) {
            TestMetrics.toDatadog(settings, run, findings);
        }
        if (settings.find(Keys.PROMETHEUS_PUSH_URL) != null) {
            TestMetrics.push(settings, run, findings);
        }
        return findings.all();
    }
}
