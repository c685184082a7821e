package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes segments ready for a spool: one ahead, more while they fill up fast. Those that all have read are used again. */
final class SegmentSupply {

    private static final int MOST_READY = 8;
    private static final int PLENTY = 16;
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final SpoolFolder folder;
    private final Spool spool;
    private final int segmentSize;

    private long lastNumber;
    private long rollsSince;
    private long headAtSecond;
    private int wanted = 1;

    SegmentSupply(SpoolFolder folder, Spool spool, int segmentSize) {
        this.folder = folder;
        this.spool = spool;
        this.segmentSize = segmentSize;
        this.lastNumber = spool.headNumber();
    }

    /** A segment of zeros. */
    static Segment create(SpoolFolder folder, long number, int size) throws IOException {
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

    /** Learns how fast segments fill up. */
    void watch(long head, long now) {
        int rolled = (int) Math.max(1, Math.min(MOST_READY, 1 + (head - headAtSecond)));
        if (now - rollsSince >= SECOND_NANOS) {
            wanted = rolled;
            rollsSince = now;
            headAtSecond = head;
        } else {
            wanted = Math.max(wanted, rolled);
        }
    }

    /** Whether more should be ready than are. */
    boolean isShort() {
        return spool.readySegments() < wanted;
    }

    boolean isEmpty() {
        return spool.readySegments() == 0;
    }

    /** Whether there is space for one more. */
    boolean hasRoom() throws IOException {
        return folder.hasRoom(segmentSize);
    }

    /** Whether there is so much that it does not matter if others take some at the same moment. */
    boolean hasPlenty() throws IOException {
        return folder.hasRoom((long) segmentSize * PLENTY);
    }

    /** Makes one more ready. */
    void add() throws IOException {
        spool.ready(create(folder, lastNumber + 1, segmentSize));
        lastNumber++;
    }

    /** Makes one ready again that nobody needs any more, or deletes it. Null: it is gone already. */
    void recycle(@Nullable Segment used) throws IOException {
        if (used == null) {
            return;
        }
        if (isShort()) {
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
}
