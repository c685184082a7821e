package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the files of a spool, on one thread of the agent: makes segments ready, forces them to disk, uses those again that all
 * destinations have read, and makes room when there is none.
 *
 * <p>Room is made in this order: the oldest events below WARN that somebody still wants are given up; then the oldest segment, if some
 * destination has it already, so that a dead destination does not take the space of a living one; at last, what is newly logged is
 * not kept. Everything is counted.
 */
final class SpoolKeeper {

    private static final int MOST_READY = 8;
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    /** A thread that had claimed a place in a segment before it was sealed has left it by then. */
    private static final long SETTLED_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

    private final SpoolFolder folder;
    private final Segments segments;
    private final Spool spool;
    private final List<Feed> feeds;
    private final int segmentSize;
    private final long forceNanos;
    private final Consumer<LogEvent.Level> onDrop;

    /** Segments up to a number, and when the head was first seen behind them. */
    private record Left(long upTo, long at) {}

    private final Deque<Left> left = new ArrayDeque<>();

    private long lastNumber;
    private long finishedUpTo;
    private long headSeen;
    private long rollsSince;
    private long headAtSecond;
    private int wanted = 1;
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
            Consumer<LogEvent.Level> onDrop) {
        this.folder = folder;
        this.segments = segments;
        this.spool = spool;
        this.feeds = feeds;
        this.segmentSize = segmentSize;
        this.forceNanos = forceNanos;
        this.onDrop = onDrop;
        this.lastNumber = spool.headNumber();
        this.finishedUpTo = lastNumber - 1;
    }

    Spool spool() {
        return spool;
    }

    /** The segment that a new spool begins with. */
    static Segment first(SpoolFolder folder, int segmentSize) throws IOException {
        return create(folder, 1, segmentSize);
    }

    private static Segment create(SpoolFolder folder, long number, int size) throws IOException {
        SpoolFile file = folder.create(Segments.name(number), size);
        try {
            return Segment.of(number, file);
        } catch (IOException | Error e) {
            // Else its name would be taken, and no segment be made again.
            file.close();
            folder.delete(Segments.name(number));
            throw e;
        }
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
        segments.force();
        for (Feed feed : feeds) {
            feed.cursor().force();
        }
    }

    /** Learns how fast segments fill up. */
    private void watchHead(long now) {
        long head = spool.headNumber();
        if (head != headSeen) {
            headSeen = head;
            left.add(new Left(head - 1, now));
        }
        if (now - rollsSince >= SECOND_NANOS) {
            wanted = (int) Math.max(1, Math.min(MOST_READY, 1 + (head - headAtSecond)));
            rollsSince = now;
            headAtSecond = head;
        } else {
            wanted = (int) Math.max(wanted, Math.min(MOST_READY, 1 + (head - headAtSecond)));
        }
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
            recycle(segments.remove(oldest));
        }
    }

    private void recycle(@Nullable Segment used) throws IOException {
        if (used == null) {
            return;
        }
        if (spool.readySegments() < wanted) {
            try {
                folder.rename(Segments.name(used.number), Segments.name(++lastNumber));
            } catch (IOException e) {
                used.file.close();
                throw e;
            }
            spool.ready(used.recycled(lastNumber));
            spool.setFull(false);
        } else {
            used.file.close();
            folder.delete(Segments.name(used.number));
        }
    }

    private void makeReady() throws IOException {
        boolean isRoom = false;
        try {
            isRoom = canMakeReady();
        } finally {
            // Whatever has failed: no thread of the application waits for what won't come.
            spool.setFull(!isRoom && spool.readySegments() == 0);
        }
    }

    /** Makes as many segments ready as are wanted; false if there is no room. */
    private boolean canMakeReady() throws IOException {
        while (spool.readySegments() < wanted) {
            // Beyond the first, a segment that is only made ready is not worth an event.
            if (!folder.hasRoom(segmentSize) && (spool.readySegments() > 0 || !makeRoom())) {
                return false;
            }
            if (spool.readySegments() < wanted) {
                spool.ready(create(folder, lastNumber + 1, segmentSize));
                lastNumber++;
            }
        }
        return true;
    }

    private boolean makeRoom() throws IOException {
        IOException failure = null;
        try {
            if (makeRoomByThinning()) {
                return true;
            }
        } catch (IOException e) {
            // A full disk has no room for what would be left of a segment, either.
            failure = e;
        }
        if (makeRoomByGivingUp()) {
            return true;
        }
        if (failure != null) {
            throw failure;
        }
        return false;
    }

    private boolean makeRoomByThinning() throws IOException {
        for (long number = segments.oldest(); number > 0 && number < spool.headNumber(); number = after(number)) {
            if (thin(number) && folder.hasRoom(segmentSize)) {
                return true;
            }
        }
        return false;
    }

    private boolean makeRoomByGivingUp() throws IOException {
        for (long number = segments.oldest(); number > 0 && number < spool.headNumber(); number = segments.oldest()) {
            if (!isDelivered(number)) {
                return false;
            }
            giveUp(number);
            if (spool.readySegments() > 0 || folder.hasRoom(segmentSize)) {
                return true;
            }
        }
        return false;
    }

    private long after(long number) {
        Position next = segments.startAfter(number);
        return next == null ? 0 : next.segment();
    }

    private boolean thin(long number) throws IOException {
        synchronized (segments) {
            long[] lost = new long[Level.values().length];
            long[] lostBy = new long[feeds.size()];
            boolean thinned = segments.thin(number, record -> {
                Level level = LogEvent.levelOf(record.content());
                if (level.compareTo(Level.WARN) >= 0 || isInFlight(record.sequence())) {
                    return true;
                }
                boolean isLost = false;
                for (int i = 0; i < lostBy.length; i++) {
                    if (feeds.get(i).isUnread(record.sequence())) {
                        lostBy[i]++;
                        isLost = true;
                    }
                }
                lost[level.ordinal()] += isLost ? 1 : 0;
                return false;
            });
            if (thinned) {
                relocate(number, null);
                book(lostBy, lost);
            }
            return thinned;
        }
    }

    private boolean isInFlight(long sequence) {
        for (Feed feed : feeds) {
            if (feed.isInFlight(sequence)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some destination needs nothing of this segment any more. */
    private boolean isDelivered(long number) {
        return feeds.stream().anyMatch(feed -> feed.cursor().position().segment() > number);
    }

    /** Gives up a segment for all that do not have it yet. */
    private void giveUp(long number) throws IOException {
        synchronized (segments) {
            long[] lost = new long[Level.values().length];
            long[] lostBy = new long[feeds.size()];
            for (SpoolRecord record : segments.recordsOf(number)) {
                boolean isLost = false;
                for (int i = 0; i < lostBy.length; i++) {
                    if (feeds.get(i).isUnread(record.sequence())) {
                        lostBy[i]++;
                        isLost = true;
                    }
                }
                lost[LogEvent.levelOf(record.content()).ordinal()] += isLost ? 1 : 0;
            }
            Position next = segments.startAfter(number);
            relocate(number, next);
            book(lostBy, lost);
            recycle(segments.giveUp(number));
        }
    }

    private void relocate(long number, @Nullable Position next) {
        for (Feed feed : feeds) {
            feed.relocate(number, next);
        }
    }

    private void book(long[] lostBy, long[] lost) {
        for (int i = 0; i < lostBy.length; i++) {
            feeds.get(i).stats().dropped(Reason.QUEUE_FULL, lostBy[i]);
        }
        for (Level level : Level.values()) {
            for (long i = 0; i < lost[level.ordinal()]; i++) {
                onDrop.accept(level);
            }
        }
    }
}
