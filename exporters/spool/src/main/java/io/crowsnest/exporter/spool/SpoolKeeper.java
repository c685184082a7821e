package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks after the files of a spool, on one thread of the agent: makes segments ready, forces them to disk, uses those again that all
 * destinations have read, and makes room when there is none.
 */
final class SpoolKeeper {

    /** A thread that had claimed a place in a segment before it was sealed has left it by then. */
    private static final long SETTLED_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

    private final SpoolFolder folder;
    private final Segments segments;
    private final Spool spool;
    private final List<Feed> feeds;
    private final Watermark watermark;
    private final long forceNanos;
    private final SegmentSupply supply;
    private final RoomMaker room;

    /** Segments up to a number, and when the head was first seen behind them. */
    private record Left(long upTo, long at) {}

    private final Deque<Left> left = new ArrayDeque<>();

    private long finishedUpTo;
    private long headSeen;
    private long forcedAt;
    private long clean;

    /**
     * A keeper of what was opened with {@link #first}.
     *
     * @param forceNanos how often to force to disk, 0 for never
     * @param onDrop told the level of each event that is given up
     */
    SpoolKeeper(
            SpoolFolder folder,
            Segments segments,
            Spool spool,
            List<Feed> feeds,
            int segmentSize,
            long forceNanos,
            Consumer<LogEvent.Level> onDrop)
            throws IOException {
        this.folder = folder;
        this.segments = segments;
        this.spool = spool;
        this.feeds = feeds;
        this.watermark = Watermark.create(folder);
        this.forceNanos = forceNanos;
        this.supply = new SegmentSupply(folder, spool, segmentSize);
        this.room = new RoomMaker(segments, spool, feeds, supply, onDrop);
        this.finishedUpTo = spool.headNumber() - 1;
    }

    Spool spool() {
        return spool;
    }

    /** The segment that a new spool begins with. */
    static Segment first(SpoolFolder folder, int segmentSize) throws IOException {
        return SegmentSupply.create(folder, 1, segmentSize);
    }

    /**
     * Does what is due.
     *
     * @throws IOException if the disk fails; what was due is tried again next time
     */
    void run(long now) throws IOException {
        watchHead(now);
        try {
            // First, because threads may be waiting for it.
            makeReady();
        } finally {
            // Also while the disk is full: then above all.
            releaseAndForce(now);
        }
        finish(now);
    }

    private void releaseAndForce(long now) throws IOException {
        try {
            release();
            makeReady();
        } finally {
            force(now);
        }
    }

    private void force(long now) throws IOException {
        long next = spool.nextSequence();
        if (forceNanos == 0) {
            watermark.rise(spool.wholeBefore());
            clean = next;
        } else if (now - forcedAt >= forceNanos) {
            force();
            forcedAt = now;
            clean = next;
        }
    }

    /** Whether nothing was appended since all was done for what had been. */
    boolean isClean() {
        return clean == spool.nextSequence() && !spool.isFull();
    }

    /** Forces all that was appended, and how far destinations have come, to disk. */
    void force() throws IOException {
        long whole = spool.wholeBefore();
        segments.force();
        // Not before: what a failing machine loses must not seem damaged, since it may have been delivered.
        watermark.rise(whole);
        for (Feed feed : feeds) {
            feed.cursor().force();
        }
    }

    private void watchHead(long now) {
        long head = spool.headNumber();
        if (head != headSeen) {
            headSeen = head;
            left.add(new Left(head - 1, now));
        }
        supply.watch(head, now);
    }

    /** Lets go of segments that nobody appends to any more, once all of them is on disk. */
    private void finish(long now) {
        for (Left next = left.peek(); next != null && isSettled(next, now); next = left.peek()) {
            while (finishedUpTo < next.upTo) {
                segments.finished(++finishedUpTo);
            }
            left.remove();
        }
    }

    private boolean isSettled(Left segments, long now) {
        boolean isForced = forceNanos == 0 || forcedAt - segments.at > 0;
        return isForced && now - segments.at >= SETTLED_AFTER_NANOS;
    }

    /** Takes away what all destinations have. */
    private void release() throws IOException {
        long needed = spool.headNumber();
        for (Feed feed : feeds) {
            needed = Math.min(needed, feed.cursor().position().segment());
        }
        for (long oldest = segments.oldest(); oldest < needed; oldest = segments.oldest()) {
            // What is deleted must not be asked for again after a crash.
            for (Feed feed : feeds) {
                feed.cursor().force();
            }
            supply.recycle(segments.remove(oldest));
        }
    }

    private void makeReady() throws IOException {
        boolean isRoom = false;
        try {
            isRoom = canMakeReady();
        } finally {
            // Whatever has failed: no thread of the application waits for what won't come.
            spool.setFull(!isRoom && supply.isEmpty());
        }
    }

    /** Makes as many segments ready as are wanted; false if there is no room. */
    private boolean canMakeReady() throws IOException {
        while (supply.isShort()) {
            SpoolFolder.Turn turn = folder.turn();
            try {
                if (!turn.isHeld() && !supply.hasPlenty()) {
                    return false;
                }
                // Beyond the first, a segment that is only made ready is not worth an event.
                if (!supply.hasRoom() && (!supply.isEmpty() || !room.makeRoom())) {
                    return false;
                }
                if (supply.isShort()) {
                    supply.add();
                }
            } finally {
                turn.close();
            }
        }
        return true;
    }
}
