package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events and identities for tests. */
final class Events {

    static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123456789Z");
    static final ServiceIdentity IDENTITY =
            new ServiceIdentity("shop", "1.2", "test", "host-1", 42, "shop", "default", Map.of());

    private Events() {}

    static LogEvent event(long sequence, String message) {
        return new LogEvent(sequence, NOON, Level.INFO, "a.B", "main", message, Map.of(), List.of(), null, null);
    }
}
