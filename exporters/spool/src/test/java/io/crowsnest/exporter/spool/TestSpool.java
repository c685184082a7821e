package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.LogRecord;
import io.crowsnest.telemetry.Logs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A spool whose keeper runs when a test says so. */
final class TestSpool {

    final SpoolFolder folder;
    final Segments segments;
    final Spool spool;
    final SharedDocuments documents;
    final List<Feed> feeds = new ArrayList<>();
    final AtomicLong now = new AtomicLong();
    final List<Level> dropped = new ArrayList<>();
    final SpoolKeeper keeper;

    /** A spool in which time passes only as the test says. */
    TestSpool(SpoolFolder folder, int segmentSize, String... destinations) throws IOException {
        this(folder, segmentSize, null, destinations);
    }

    TestSpool(SpoolFolder folder, int segmentSize, LongSupplier clock, String... destinations) throws IOException {
        this.folder = folder;
        segments = new Segments(folder, clock == null ? now::get : clock);
        spool = new Spool(
                segments,
                SpoolKeeper.first(folder, segmentSize),
                clock == null ? 0 : Spool.LONGEST_WAIT_NANOS,
                () -> {});
        documents = new SharedDocuments(segments, () -> Events.IDENTITY, 7, destinations.length);
        for (String each : destinations) {
            DestinationStats stats = new DestinationStats(each, () -> spool.nextSequence() - 1);
            feeds.add(new Feed(
                    segments, documents, Cursor.create(folder, each), stats, spool::nextSequence, folder.isDurable()));
        }
        keeper = new SpoolKeeper(folder, segments, spool, feeds, segmentSize, 1, dropped::add);
        tick();
    }

    Feed feed() {
        return feeds.get(0);
    }

    /** The keeper's turn, a second later. */
    void tick() throws IOException {
        keeper.run(now.addAndGet(1_000_000_000));
    }

    boolean append(Level level, String message) {
        return append(record(level, message));
    }

    boolean append(String message) {
        return append(Level.INFO, message);
    }

    boolean append(byte[] record) {
        boolean kept = spool.append(record, record.length);
        feeds.forEach(Feed::wake);
        return kept;
    }

    static byte[] record(Level level, String message) {
        LogRecord record = Logs.report(level)
                .time(Events.NOON)
                .logger("a.B")
                .thread("main")
                .message(message);
        return Arrays.copyOf(record.bytes(), record.length());
    }
}
