package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.time.Instant;
import java.util.Collections;

/** A program that makes a queue and puts an event into it, and one more than fits. */
final class FillQueue {

    private FillQueue() {}

    public static void main(String[] arguments) {
        LogQueue queue = new LogQueue(new DestinationStats("d"), 1, 1 << 20);
        for (int i = 0; i < 2; i++) {
            queue.accept(new LogEvent(
                    i,
                    Instant.EPOCH,
                    Level.INFO,
                    "l",
                    "t",
                    "m",
                    Collections.emptyMap(),
                    Collections.emptyList(),
                    null,
                    null));
        }
    }
}
