package io.crowsnest.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.core.hook.HookIndex;
import io.crowsnest.core.hook.SwitchedOff;
import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTest {

    private final HookIndex index = new HookIndex();
    private final MeasuredMethods methods = MeasuredMethods.read(
            List.of("class=" + StatusTest.class.getName() + ";method=measured;name=test.measured"));
    private final Status status = new Status(
            Settings.resolve("", new Properties(), Map.of(), Set.of()),
            index,
            methods,
            null,
            new MetricParts(null, null, null, null, null));

    @Test
    void a_measured_method_is_active_once_its_class_was_loaded() throws IOException {
        assertThat(status.get()).contains("\"state\":\"waiting\",\"why\":\"the class was not loaded so far\"");

        load();

        assertThat(status.get()).contains("\"state\":\"active\",\"measured\":[\"measured()\"]");
    }

    @Test
    void a_measured_method_whose_hook_was_switched_off_is_not_called_active() throws IOException {
        load();
        SwitchedOff.byFailures(index.measuring());

        assertThat(status.get())
                .contains("\"state\":\"skipped\",\"why\":\"five failures, the last: "
                        + "java.lang.IllegalStateException: failure 5\",\"measured\":[]");
    }

    /** Something to name. */
    static void measured() {}

    private void load() throws IOException {
        MeasuredMethod method = methods.methods().get(0);
        index.add(method);
        try (InputStream in = StatusTest.class.getResourceAsStream("StatusTest.class")) {
            method.loaded(in.readAllBytes());
        }
    }
}
