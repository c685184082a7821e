package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What becomes of documents that a destination will never take: one more attempt in another form, then they are kept for people. */
final class Refusals {

    private final Feed feed;
    private final DestinationStats stats;
    private final @Nullable DeadLetters deadLetters;
    private final ExporterHealth health;

    /** Of the documents of this feed; {@code deadLetters} is null if there is no disk. */
    Refusals(Feed feed, @Nullable DeadLetters deadLetters, ExporterHealth health) {
        this.feed = feed;
        this.stats = feed.stats();
        this.deadLetters = deadLetters;
        this.health = health;
    }

    /** A form of a refused document that should be acceptable; null if it was one already: then it is given up, and booked. */
    @Nullable
    Document reduced(Document refused, String reason) {
        if (!refused.isReduced()) {
            try {
                return feed.reduce(refused, reason);
            } catch (Throwable e) {
                // Also an Error: the document has left what is in flight, so it must be booked.
                health.failed(e.toString());
            }
        }
        keepForPeople(refused, reason);
        stats.deadLettered(1);
        return null;
    }

    private void keepForPeople(Document refused, String reason) {
        if (deadLetters != null) {
            try {
                deadLetters.add(refused, reason);
            } catch (IOException | RuntimeException | Error e) {
                // It is counted all the same, and those behind it go on; there is no better place for it.
                health.failed(e.toString());
            }
        }
    }
}
