package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;
import io.crowsnest.exporter.spool.EcsEncoder;
import io.crowsnest.exporter.spool.ServiceIdentity;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Events and documents for tests. */
final class Documents {

    static final ServiceIdentity IDENTITY =
            new ServiceIdentity("shop", "1.0", "test", "host-1", 42, "shop", "default", Map.of());

    private Documents() {}

    static LogEvent event(long sequence, String message) {
        return new LogEvent(
                sequence,
                Instant.parse("2026-03-04T12:00:00.123456789Z"),
                Level.INFO,
                "a.B",
                "main",
                message,
                Map.of(),
                List.of(),
                null,
                null);
    }

    /** Documents with these messages. */
    static List<Document> documents(Stream<String> messages) {
        EcsEncoder encoder = new EcsEncoder(IDENTITY);
        List<Document> documents = new ArrayList<>();
        messages.forEach(message -> documents.add(encoder.encode(event(documents.size() + 1, message))));
        return documents;
    }

    /** Documents with the messages "event 1", "event 2" and so on. */
    static List<Document> documents(int number) {
        return documents(IntStream.rangeClosed(1, number).mapToObj(i -> "event " + i));
    }

    static List<String> ids(List<Document> documents) {
        return documents.stream().map(Document::id).toList();
    }
}
