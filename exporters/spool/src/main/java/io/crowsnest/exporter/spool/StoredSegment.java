package io.crowsnest.exporter.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A segment as those who read see it: its file, and its memory for as long as threads may be appending. Guarded by {@link Segments}. */
final class StoredSegment {

    final long number;

    /** 0: not known, the header is damaged. */
    final long firstSequence;

    private SpoolFile file;
    private int size;
    private boolean thinned;
    private @Nullable KeptRecords kept;
    private @Nullable Segment live;

    /** Up to here are places that were given up, which a thread may still hold; 0: none. */
    private int holesUpTo;

    private StoredSegment(long number, SpoolFile file, long firstSequence, @Nullable Segment live) throws IOException {
        this.number = number;
        this.file = file;
        this.size = (int) file.size();
        this.firstSequence = firstSequence;
        this.live = live;
    }

    /**
     * One that nobody appends to.
     *
     * @param kept what is left if records were taken out of it; null if they weren't, or nobody knows
     */
    static StoredSegment open(long number, SpoolFile file, @Nullable KeptRecords kept) throws IOException {
        Segment.Header header = Segment.Header.read(file);
        StoredSegment segment;
        if (header.isWhole()) {
            segment = new StoredSegment(number, file, header.firstSequence(), null);
            segment.thinned = header.isThinned();
        } else {
            segment = new StoredSegment(number, file, kept == null ? 0 : kept.first(), null);
            segment.thinned = kept != null;
        }
        segment.kept = segment.thinned ? kept : null;
        return segment;
    }

    /** One that the application's threads append to, or did until just now. */
    static StoredSegment of(Segment live) throws IOException {
        return new StoredSegment(live.number, live.file, live.firstSequence(), live);
    }

    SpoolFile file() {
        return file;
    }

    /** In bytes. */
    int size() {
        return size;
    }

    /** Whether records were taken out. */
    boolean isThinned() {
        return thinned;
    }

    /** Whether records were taken out and nobody knows which: then no gap here, or before the next segment, tells of damage. */
    boolean hasUnknownGaps() {
        return thinned && kept == null;
    }

    /** How many records there must be from one sequence up to before another, both of this segment; 0 if that is not known. */
    long count(long from, long to) {
        if (!thinned) {
            return to - from;
        }
        return kept == null ? 0 : kept.count(from, to);
    }

    /** The sequence behind its last record, as far as it is known which were taken out; else {@code expected}. */
    long nextSequence(long expected) {
        return kept == null ? expected : Math.max(expected, kept.next());
    }

    /** Not null while the application's threads may be appending. */
    @Nullable
    Segment live() {
        return live;
    }

    /** No thread appends any more. */
    void finish() {
        live = null;
    }

    /** From now on it is what is left of it in another file. */
    void thinnedTo(SpoolFile smaller, int itsSize, KeptRecords left) throws IOException {
        file.close();
        file = smaller;
        size = itsSize;
        thinned = true;
        kept = left;
        live = null;
    }

    /** The place at {@code offset} was given up, although a thread may still hold it. */
    void holeAt(int offset) {
        holesUpTo = Math.max(holesUpTo, offset);
    }

    boolean hasHoles() {
        return holesUpTo > 0;
    }

    /** Whether no record follows in this segment so far. */
    boolean isEnd(int offset) {
        Segment head = live;
        return offset > size - Segment.RECORD_HEADER || (head != null && offset >= head.end());
    }

    /** Whether a thread may be copying a record to {@code offset} right now. */
    boolean isAwaitedAt(int offset) {
        return live != null && offset > holesUpTo;
    }

    /** Where its records begin. */
    Position start() {
        return new Position(number, Segment.HEADER, Math.max(1, firstSequence));
    }
}
