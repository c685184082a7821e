package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent.Failure;
import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogsTest {

    private static final int MOST = 256 << 10;

    private final List<LogEvent> events = new ArrayList<>();

    LogsTest() {
        Logs.shipTo(events::add, Level.INFO);
    }

    @Test
    void long_texts_are_cut() {
        String endless = "x".repeat(MOST + 1);

        Logs.capture(
                Instant.EPOCH,
                Level.INFO,
                endless,
                endless,
                endless,
                Map.of(),
                List.of(),
                new Failure(endless, endless, endless));

        LogEvent event = events.get(0);
        assertThat(event.message()).hasSize(MOST);
        assertThat(event.error().message()).hasSize(MOST);
        assertThat(event.error().stackTrace()).hasSize(MOST);
        assertThat(List.of(event.logger(), event.thread(), event.error().type()))
                .allMatch(name -> name.length() == 1024);
    }

    @Test
    void an_unreadable_event_arrives_as_such() {
        Logs.captureUnreadable(Level.WARN, "a.B", new IllegalStateException("secret"));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.level()).isEqualTo(Level.WARN);
            assertThat(event.logger()).isEqualTo("a.B");
            assertThat(event.message()).isEqualTo("[FAILED to read the event: java.lang.IllegalStateException]");
        });
    }
}
