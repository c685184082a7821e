package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in the order of their sequence, over the ends of segments, over damage, and over places whose threads have died. What is
 * missing is known by the sequence and said with the record behind it. Guarded by {@link Segments}.
 */
final class SegmentReader {

    /** A record that was claimed but is not whole after this time never will be: its thread is gone. */
    private static final long LOST_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LONGEST_LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final SegmentWindow window = new SegmentWindow();

    /** Where reading can't go on because of a record that isn't whole yet, for how long, and when that was last seen. */
    private @Nullable Position stuckAt;

    private long stuckNanos;
    private long stuckSeen;

    SegmentReader(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Records from a position on, at least one if there is one, and no more than {@code maxBytes} if it isn't the first that is so long.
     *
     * @param segments those that there are from the position's on, in their order
     */
    List<SpoolRecord> read(Position from, int maxBytes, Iterable<StoredSegment> segments) throws IOException {
        Pass pass = new Pass(from.sequence(), maxBytes);
        boolean isFirst = true;
        for (StoredSegment segment : segments) {
            // In a thinned segment records are not where a cursor from before would have them.
            boolean isThere = isFirst && segment.number == from.segment() && !segment.isThinned();
            if (!pass.over(segment, isThere ? from.offset() : Segment.HEADER)) {
                break;
            }
            isFirst = false;
        }
        return pass.records;
    }

    /** Reading on from one position. */
    private final class Pass {
        private final List<SpoolRecord> records = new ArrayList<>();
        private final int maxBytes;
        private int bytes;

        /** The sequence that the next record has if none is missing, and how many were found to be. */
        private long expected;

        private long missing;

        /** Whether nothing tells what was in the gap before the next segment. */
        private boolean gapIsUnknown;

        private Pass(long expected, int maxBytes) {
            this.expected = expected;
            this.maxBytes = maxBytes;
        }

        /** Reads a segment to its end; false if reading ends before that. */
        private boolean over(StoredSegment segment, int start) throws IOException {
            int offset = start;
            if (offset == Segment.HEADER && segment.firstSequence > expected) {
                missing += gapIsUnknown ? 0 : segment.firstSequence - expected;
                expected = segment.firstSequence;
            }
            window.open(segment);
            while (!segment.isEnd(offset)) {
                int length = window.length(offset, expected);
                if (length == Segment.ENDS) {
                    break;
                }
                if (length == SegmentWindow.UNREADABLE) {
                    if (mayBecomeWhole(segment, new Position(segment.number, offset, expected))) {
                        return false;
                    }
                    segment.holeAt(offset);
                    offset = window.find(offset + 8, expected);
                    continue;
                }
                if (window.sequence(offset) >= expected && !add(segment, offset, length)) {
                    return false;
                }
                offset += Segment.sizeOf(length);
            }
            expect(segment, segment.nextSequence(expected));
            gapIsUnknown = segment.hasUnknownGaps();
            return true;
        }

        /** What comes next has this sequence, so what a segment must have before is missing. */
        private void expect(StoredSegment segment, long sequence) {
            missing += segment.count(expected, sequence);
            expected = sequence;
        }

        /** False if it is one too many. */
        private boolean add(StoredSegment segment, int offset, int length) {
            if (bytes > 0 && bytes + length > maxBytes) {
                return false;
            }
            bytes += length;
            long sequence = window.sequence(offset);
            Position start = new Position(segment.number, offset, expected);
            expect(segment, sequence);
            expected++;
            Position after = new Position(segment.number, offset + Segment.sizeOf(length), expected);
            records.add(new SpoolRecord(sequence, start, after, missing, window.content(offset, length)));
            missing = 0;
            return true;
        }
    }

    /**
     * How many records were whole once behind the last that can be read, as far as that can be told, see {@link Segment}.
     *
     * @param end behind that last record
     * @param wholeBefore all records before this sequence were whole once; 0 if that is not known
     * @param segments those that there are from the end's on, in their order; nobody appends to them
     */
    long damagedBehind(Position end, long wholeBefore, Iterable<StoredSegment> segments) throws IOException {
        long damaged = 0;
        long expected = end.sequence();
        boolean gapIsUnknown = false;
        for (StoredSegment segment : segments) {
            if (segment.firstSequence > expected) {
                damaged += gapIsUnknown ? 0 : segment.firstSequence - expected;
                expected = segment.firstSequence;
            }
            int start = segment.number == end.segment() ? end.offset() : Segment.HEADER;
            long next = behindLast(segment, start, expected);
            damaged += segment.count(expected, next);
            expected = next;
            gapIsUnknown = segment.hasUnknownGaps();
        }
        return damaged + (gapIsUnknown ? 0 : Math.max(0, wholeBefore - expected));
    }

    /** The sequence behind the last record that a segment had once, as far as that can be told. */
    private long behindLast(StoredSegment segment, int start, long expected) throws IOException {
        if (segment.isThinned()) {
            return segment.nextSequence(expected);
        }
        window.open(segment);
        return window.afterDamaged(start, expected);
    }

    /** Whether to come back later for a record that isn't whole: its thread may be copying right now. */
    private boolean mayBecomeWhole(StoredSegment segment, Position at) {
        if (!segment.isAwaitedAt(at.offset())) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (at.equals(stuckAt)) {
            // If the whole process was stopped meanwhile, that thread was, too.
            stuckNanos += Math.min(now - stuckSeen, LONGEST_LOOK_NANOS);
        } else {
            stuckAt = at;
            stuckNanos = 0;
        }
        stuckSeen = now;
        return stuckNanos < LOST_AFTER_NANOS;
    }

    /** Whether all records of a segment are whole. */
    boolean isComplete(StoredSegment segment) throws IOException {
        window.open(segment);
        int offset = Segment.HEADER;
        while (!segment.isEnd(offset)) {
            int length = window.length(offset, 0);
            if (length == Segment.ENDS) {
                return true;
            }
            if (length == SegmentWindow.UNREADABLE) {
                return false;
            }
            offset += Segment.sizeOf(length);
        }
        return true;
    }
}
