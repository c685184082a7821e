package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private final EventIds ids = new EventIds(0x1234567890L);

    @Test
    void areTwentyCharactersThatNeedNoEscaping() {
        assertThat(ids.of(at(Long.MAX_VALUE >>> 20, -1))).matches("[-_A-Za-z0-9]{20}");
    }

    @Test
    void areInTheOrderOfTimeAndThenOfTheSequence() {
        assertThat(List.of(
                        ids.of(at(1, 5)),
                        ids.of(at(1, 6)),
                        ids.of(at(1, 70)),
                        ids.of(at(2, 1)),
                        ids.of(at(1L << 41, 0))))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void differBetweenSpools() {
        LogEvent event = at(1, 1);

        assertThat(new EventIds(1).of(event)).isNotEqualTo(new EventIds(2).of(event));
    }

    private static LogEvent at(long millis, long sequence) {
        return new LogEvent(
                sequence, Instant.ofEpochMilli(millis), Level.INFO, "l", "t", "m", Map.of(), List.of(), null, null);
    }
}
