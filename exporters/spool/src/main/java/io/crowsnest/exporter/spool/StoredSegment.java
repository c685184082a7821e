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
    private @Nullable Segment live;

    /** Up to here are places that were given up, which a thread may still hold; 0: none. */
    private int holesUpTo;

    private StoredSegment(long number, SpoolFile file, long firstSequence, boolean thinned, @Nullable Segment live)
            throws IOException {
        this.number = number;
        this.file = file;
        this.size = (int) file.size();
        this.firstSequence = firstSequence;
        this.thinned = thinned;
        this.live = live;
    }

    /** One that nobody appends to. */
    static StoredSegment open(long number, SpoolFile file) throws IOException {
        Segment.Header header = Segment.Header.read(file);
        boolean whole = header.isWhole();
        return new StoredSegment(number, file, whole ? header.firstSequence() : 0, whole && header.isThinned(), null);
    }

    /** One that the application's threads append to, or did until just now. */
    static StoredSegment of(Segment live) throws IOException {
        return new StoredSegment(live.number, live.file, live.firstSequence(), false, live);
    }

    SpoolFile file() {
        return file;
    }

    /** In bytes. */
    int size() {
        return size;
    }

    /** Whether records were taken out, so that gaps in the sequence are no damage. */
    boolean isThinned() {
        return thinned;
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
    void thinnedTo(SpoolFile smaller, int itsSize) throws IOException {
        file.close();
        file = smaller;
        size = itsSize;
        thinned = true;
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
