package io.crowsnest.exporter.elasticsearch;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.exporter.spool.EcsEncoder;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events and documents for tests. */
final class Documents {

    static final ServiceIdentity IDENTITY =
            new ServiceIdentity("shop", "1.0", "test", "host-1", 42, "shop", "default", Map.of());

    private Documents() {}

    static LogEvent event(long sequence, Map<String, String> labels) {
        return new LogEvent(
                sequence,
                Instant.parse("2026-03-04T12:00:00.123456789Z"),
                Level.INFO,
                "a.B",
                "main",
                "event " + sequence,
                labels,
                List.of(),
                null,
                null);
    }

    static List<Document> documents(int number) {
        return documents(number, Map.of());
    }

    static List<Document> documents(int number, Map<String, String> labels) {
        EcsEncoder encoder = new EcsEncoder(IDENTITY);
        List<Document> documents = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            documents.add(encoder.encode(event(i, labels)));
        }
        return documents;
    }
}
