package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats.Reason;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes room in a spool that has none, in this order: the oldest events below WARN that somebody still wants are given up; then the
 * oldest segment, if some destination has it already, so that a dead destination does not take the space of a living one. If that does not
 * help, what is newly logged is not kept. Everything is counted.
 */
final class RoomMaker {

    private final Segments segments;
    private final Spool spool;
    private final List<Feed> feeds;
    private final SegmentSupply supply;
    private final Consumer<Level> onDrop;

    /**
     * For one spool with these feeds.
     *
     * @param onDrop told the level of each event that is given up
     */
    RoomMaker(Segments segments, Spool spool, List<Feed> feeds, SegmentSupply supply, Consumer<Level> onDrop) {
        this.segments = segments;
        this.spool = spool;
        this.feeds = feeds;
        this.supply = supply;
        this.onDrop = onDrop;
    }

    /** False if there is nothing to give up. */
    boolean makeRoom() throws IOException {
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
            if (thin(number) && supply.hasRoom()) {
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
            if (!supply.isEmpty() || supply.hasRoom()) {
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
                lost[level.ordinal()] += countUnread(record, lostBy) ? 1 : 0;
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
                lost[LogEvent.levelOf(record.content()).ordinal()] += countUnread(record, lostBy) ? 1 : 0;
            }
            Position next = segments.startAfter(number);
            if (next != null) {
                // With those that are damaged, which are given up as well: nobody comes by to count them.
                for (int i = 0; i < lostBy.length; i++) {
                    long unread = Math.min(feeds.get(i).readSequence(), next.sequence());
                    lostBy[i] = segments.count(number, unread, next.sequence());
                }
            }
            relocate(number, next);
            book(lostBy, lost);
            supply.recycle(segments.giveUp(number));
        }
    }

    /** Adds the record to what those destinations lose that do not have it yet; false if all have it. */
    private boolean countUnread(SpoolRecord record, long[] lostBy) {
        boolean isLost = false;
        for (int i = 0; i < lostBy.length; i++) {
            if (feeds.get(i).isUnread(record.sequence())) {
                lostBy[i]++;
                isLost = true;
            }
        }
        return isLost;
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
