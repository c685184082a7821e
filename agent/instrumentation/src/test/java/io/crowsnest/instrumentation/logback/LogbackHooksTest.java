package io.crowsnest.instrumentation.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.Logs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

final class LogbackHooksTest {

    private final List<LogEvent> captured = new ArrayList<>();
    private final Logger logger = new LoggerContext().getLogger("a.B");

    LogbackHooksTest() {
        Logs.shipTo(
                record -> captured.add(LogEvent.read(0, Arrays.copyOf(record.bytes(), record.length()))),
                LogEvent.Level.INFO);
    }

    @Test
    void aNullInTheMdcIsAWord() {
        Map<String, String> mdc = new HashMap<>();
        mdc.put("user", null);
        mdc.put(null, "x");
        LoggingEvent event = event("m");
        event.setMDCPropertyMap(mdc);

        assertThat(capture(event).labels()).containsOnlyKeys("user").containsEntry("user", "null");
    }

    @Test
    void aValueWhoseTextFailsSaysSo() {
        LoggingEvent event = event("m");
        event.addKeyValuePair(new KeyValuePair("k", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        }));
        event.addKeyValuePair(new KeyValuePair(null, "v"));

        assertThat(capture(event).labels()).containsOnlyKeys("k").containsEntry("k", "[FAILED toString()]");
    }

    @Test
    void anEventWithNothingInItIsCaptured() {
        LoggingEvent event = new LoggingEvent() {
            @Override
            public Map<String, String> getMDCPropertyMap() {
                return null;
            }

            @Override
            public String getThreadName() {
                return null;
            }
        };

        assertThat(capture(event).message()).isEqualTo("null");
    }

    @Test
    void aContextWithoutAnMdcLosesNothingElse() {
        assertThat(capture(event("m")).message()).isEqualTo("m");
    }

    @Test
    void anEventThatThrowsIsCapturedAsSuch() {
        LoggingEvent event = new LoggingEvent() {
            @Override
            public Map<String, String> getMDCPropertyMap() {
                throw new UnsupportedOperationException("no map");
            }
        };
        event.setLevel(Level.WARN);

        LogEvent unreadable = capture(event);

        assertThat(unreadable.level()).isEqualTo(LogEvent.Level.WARN);
        assertThat(unreadable.logger()).isEqualTo("a.B");
        assertThat(unreadable.message()).contains("UnsupportedOperationException");
    }

    private LoggingEvent event(String message) {
        return new LoggingEvent("", logger, Level.INFO, message, null, null);
    }

    private LogEvent capture(LoggingEvent event) {
        assertThat(LogbackHooks.capture(logger, event)).isSameAs(event);
        assertThat(captured).hasSize(1);
        return captured.get(0);
    }
}
