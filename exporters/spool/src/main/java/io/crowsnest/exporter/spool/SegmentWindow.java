package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A part of a segment's file in memory, in which records are looked at, and looked for where some are damaged. */
final class SegmentWindow {

    /** No length that a record can have: it is damaged, or not written yet. */
    static final int UNREADABLE = 0;

    /** The longest record. */
    private static final int SIZE = Segment.RECORD_HEADER + LogRecord.MAX_LENGTH;

    /** Read at once where less is wanted. */
    private static final int CHUNK = 128 << 10;

    /** The bytes that a record takes at least. */
    private static final int SMALLEST = Segment.sizeOf(1);

    /** No spool has so many records between two that can be read. */
    private static final long WIDEST_GAP = 1L << 40;

    private final ByteBuffer content = ByteBuffer.allocate(SIZE);
    private @Nullable SpoolFile file;
    private int fileSize;
    private int start;

    /** From now on this is about that segment. */
    void open(StoredSegment segment) {
        file = segment.file();
        fileSize = segment.size();
        start = 0;
        content.limit(0);
    }

    /** The length of the record at {@code offset}, {@link #UNREADABLE} if it has none, {@link Segment#ENDS} if no record follows. */
    int length(int offset, long expected) throws IOException {
        load(offset, Segment.RECORD_HEADER);
        int length = content.getInt(offset - start);
        if (length == Segment.ENDS) {
            return length;
        }
        return isWhole(offset, length, expected, false) ? length : UNREADABLE;
    }

    private boolean isWhole(int offset, int length, long expected, boolean isGuess) throws IOException {
        if (length <= 0 || length > LogRecord.MAX_LENGTH || length > fileSize - Segment.RECORD_HEADER - offset) {
            return false;
        }
        long sequence = sequence(offset);
        if (sequence <= 0 || sequence - expected > WIDEST_GAP || (isGuess && sequence < expected)) {
            return false;
        }
        load(offset, Segment.RECORD_HEADER + length);
        int at = offset - start;
        int crc = Segment.crc(content.array(), at + Segment.RECORD_HEADER, length);
        return content.getInt(at + 4) == Segment.check(crc, sequence);
    }

    long sequence(int offset) {
        return content.getLong(offset - start + 8);
    }

    byte[] content(int offset, int length) {
        byte[] copy = new byte[length];
        content.get(offset - start + Segment.RECORD_HEADER, copy);
        return copy;
    }

    /** Where the next record is that can be read, from {@code offset} on; the end of the file if there is none. */
    int find(int offset, long expected) throws IOException {
        for (int at = offset; at <= fileSize - Segment.RECORD_HEADER; at += 8) {
            load(at, Segment.RECORD_HEADER);
            int length = content.getInt(at - start);
            if (length != 0 && isWhole(at, length, expected, true)) {
                return at;
            }
        }
        return fileSize;
    }

    /**
     * The sequence behind the last record, from {@code offset} on, that was whole once: it has a length, which is written last, and a sequence
     * that can be there. {@code expected} if there is none.
     */
    long afterDamaged(int offset, long expected) throws IOException {
        long next = expected;
        for (int at = offset; at <= fileSize - Segment.RECORD_HEADER; at += 8) {
            load(at, Segment.RECORD_HEADER);
            int length = content.getInt(at - start);
            long sequence = sequence(at);
            // More records than these have no room before it.
            boolean canBeThere = sequence >= next && sequence - expected <= (at - offset) / SMALLEST;
            if (length > 0 && length <= LogRecord.MAX_LENGTH && canBeThere) {
                next = sequence + 1;
            }
        }
        return next;
    }

    private void load(int offset, int length) throws IOException {
        if (offset >= start && offset + length <= start + content.limit()) {
            return;
        }
        SpoolFile open = file;
        if (open == null) {
            throw new IOException("no segment");
        }
        content.clear().limit(Math.min(Math.max(length, CHUNK), fileSize - offset));
        open.read(content, offset);
        if (content.position() < length) {
            throw new IOException("segment is shorter than it was");
        }
        content.flip();
        start = offset;
    }
}
