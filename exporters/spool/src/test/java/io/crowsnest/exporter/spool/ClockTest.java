package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock jumps while the application logs, as it does when a machine was asleep or its time is set. */
class ClockTest {

    private static final int SEGMENT = 1 << 20;
    private static final int EVENTS = 8_000;
    private static final Pattern SEQUENCE = Pattern.compile("\"event.sequence\":(\\d+)");
    private static final Pattern TIME = Pattern.compile("\"@timestamp\":\"([^\"]+)\"");

    private static byte[] record(Instant time, int number) {
        LogRecord record = Logs.report(Level.INFO).time(time).logger("a.B").thread("main");
        record.message("x".repeat(200) + number);
        return Arrays.copyOf(record.bytes(), record.length());
    }

    private static String found(Pattern pattern, Document document) {
        Matcher matcher = pattern.matcher(new String(document.json(), StandardCharsets.UTF_8));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H"})
    void eventsStayInTheOrderOfTheirSequenceAndHaveIdsOfTheirOwn(Duration jump) throws IOException {
        TestSpool spool = new TestSpool(new MemoryFolder(16L * SEGMENT), SEGMENT, "a");
        List<Instant> times = new ArrayList<>();
        Instant clock = Events.NOON;
        for (int i = 1; i <= EVENTS; i++) {
            // Within a millisecond, too, and the same moments once more after a jump back.
            clock = i % (EVENTS / 4) == 0 ? clock.plus(jump) : clock.plusNanos(100_000);
            times.add(clock);
            assertThat(spool.append(record(clock, i))).isTrue();
            if (i % 100 == 0) {
                spool.keeper.run(spool.now.addAndGet(1_000_000));
            }
        }

        List<Document> documents = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        while (documents.size() < EVENTS) {
            List<Document> batch = spool.feed().next(500, SEGMENT);
            assertThat(batch).isNotEmpty();
            documents.addAll(batch);
            spool.feed().settled(null);
        }
        for (int i = 0; i < EVENTS; i++) {
            assertThat(found(SEQUENCE, documents.get(i))).isEqualTo(Integer.toString(i + 1));
            assertThat(Instant.parse(found(TIME, documents.get(i)))).isEqualTo(times.get(i));
            assertThat(ids.add(documents.get(i).id())).isTrue();
        }
        assertThat(spool.feed().stats().dropped()).isZero();
    }

    @Test
    void theNextProcessHasOtherIdsForTheSameMoments() {
        EcsEncoder before = new EcsEncoder(Events.IDENTITY, 7);
        EcsEncoder after = new EcsEncoder(Events.IDENTITY, 8);

        Set<String> ids = new HashSet<>();
        for (int sequence = 1; sequence <= 1_000; sequence++) {
            ids.add(before.encode(Events.event(sequence, "x")).id());
            ids.add(after.encode(Events.event(sequence, "x")).id());
        }
        assertThat(ids).hasSize(2_000);
    }

    @Test
    void theLagIsNeverLessThanNothing() {
        DestinationStats stats = new DestinationStats("a");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        stats.bindTo(registry);
        stats.oldestPending(System.currentTimeMillis() + Duration.ofHours(1).toMillis());

        assertThat(registry.get("crowsnest.log.delivery.lag").gauge().value()).isZero();
    }
}
