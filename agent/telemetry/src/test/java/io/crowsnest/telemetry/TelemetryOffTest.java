package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where nobody wants metrics nothing may wait for them: a start afterwards, which no agent does, would find it. */
class TelemetryOffTest {

    private static final Map<String, Double> figures = new TreeMap<>();

    @BeforeAll
    static void run() throws Exception {
        figures.putAll(ForkedJvm.run(Scenario.class));
    }

    @Test
    void recordings_that_waited_are_given_up() {
        assertThat(figures).containsEntry("recordings.before", 0.0);
    }

    @Test
    void no_recording_waits_from_then_on() {
        assertThat(figures).containsEntry("recordings.after", 0.0);
    }

    @Test
    void bindings_that_waited_are_given_up() {
        assertThat(figures).containsEntry("bindings.before", 0.0);
    }

    @Test
    void no_binding_waits_from_then_on() {
        assertThat(figures).containsEntry("bindings.after", 0.0);
    }

    /** The application of this test. */
    static final class Scenario {

        public static void main(String[] args) {
            AtomicInteger recordingsBefore = new AtomicInteger();
            AtomicInteger recordingsAfter = new AtomicInteger();
            AtomicInteger bindingsBefore = new AtomicInteger();
            AtomicInteger bindingsAfter = new AtomicInteger();
            Telemetry.later(recordingsBefore::incrementAndGet);
            Telemetry.whenStarted(registry -> bindingsBefore.incrementAndGet());
            Telemetry.off();
            Telemetry.off();
            Telemetry.later(recordingsAfter::incrementAndGet);
            Telemetry.whenStarted(registry -> bindingsAfter.incrementAndGet());

            Telemetry.start(new Telemetry.Live(new SimpleMeterRegistry(), List.of(), 8));

            System.out.println("recordings.before=" + recordingsBefore);
            System.out.println("recordings.after=" + recordingsAfter);
            System.out.println("bindings.before=" + bindingsBefore);
            System.out.println("bindings.after=" + bindingsAfter);
        }
    }
}
