package io.crowsnest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogEventTest {

    @TempDir
    private Path directory;

    @Test
    void aStackTraceBelongsToTheEventBeforeIt() throws Exception {
        Path file = Files.writeString(directory.resolve("shop.log"), """
                2026-01-01T00:00:00.001Z INFO [main] a.B : started in 2 s
                2026-01-01T00:00:00.002Z ERROR [exec-1] a.C.[x].[/] : failed: why
                java.lang.IllegalStateException: why
                \tat a.C.m(C.java:1)
                2026-01-01T00:00:00.003Z WARN [exec-1] a.B :
                """);
        assertThat(LogEvent.inFile(file))
                .containsExactly(
                        event("2026-01-01T00:00:00.001Z", "INFO", "main", "a.B", "started in 2 s"),
                        event("2026-01-01T00:00:00.002Z", "ERROR", "exec-1", "a.C.[x].[/]", "failed: why"),
                        event("2026-01-01T00:00:00.003Z", "WARN", "exec-1", "a.B", ""));
    }

    private static LogEvent event(String time, String level, String thread, String logger, String message) {
        return new LogEvent(Instant.parse(time), level, thread, logger, message);
    }
}
