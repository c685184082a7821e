package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AnnouncementsTest {

    private final AtomicInteger deadlocked = new AtomicInteger();
    private final Announcements announcements = new Announcements(
            new DatadogConfig(
                    URI.create("udp://localhost:1"),
                    TimerForm.COUNTS,
                    Duration.ofSeconds(1),
                    "orders",
                    Map.of(),
                    "1.0",
                    NativeAccess.OF_THE_CLASS_PATH),
            Origin.of(Map.of(), Map.of(), Path.of("/nowhere")),
            new Watched(Map.of(), deadlocked::get));

    @Test
    void announcesEachDeadlockOnce() {
        assertThat(events()).isEmpty();

        deadlocked.set(2);
        assertThat(events()).singleElement().asString().contains("Deadlock in orders|2 threads", "|t:error");
        assertThat(events()).isEmpty();

        deadlocked.set(4);
        assertThat(events()).singleElement().asString().contains("|4 threads");
        assertThat(events()).isEmpty();
    }

    private List<String> events() {
        LineWriter lines = announcements.state();
        return new String(lines.bytes(), 0, lines.length(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("_e{"))
                .toList();
    }
}
