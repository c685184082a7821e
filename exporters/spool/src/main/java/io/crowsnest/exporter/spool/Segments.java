package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one spool in their order: what destinations read from, and what is taken away once all of them have it. Its monitor
 * guards the order, the files and where destinations read; only threads of the agent take it.
 */
final class Segments {

    private static final String SUFFIX = ".segment";
    private static final String THINNING = "thinning";

    private final SpoolFolder folder;
    private final NavigableMap<Long, StoredSegment> stored = new TreeMap<>();
    private final Queue<Segment> begun = new ConcurrentLinkedQueue<>();
    private final SegmentReader reader;
    private long version;

    Segments(SpoolFolder folder, LongSupplier nanoTime) {
        this.folder = folder;
        this.reader = new SegmentReader(nanoTime);
    }

    static String name(long number) {
        return digits(number).concat(SUFFIX);
    }

    /** What the names of all files of a segment begin with. */
    static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, 10 - digits.length())).concat(digits);
    }

    /** All segments of a spool that nobody appends to. What is not a segment, or was never used, is left alone. */
    static Segments open(SpoolFolder folder) throws IOException {
        Segments segments = new Segments(folder, System::nanoTime);
        try {
            for (String name : folder.list()) {
                if (name.matches("\\d{10}\\" + SUFFIX)) {
                    segments.add(Long.parseLong(name.substring(0, 10)), folder.open(name));
                }
            }
        } catch (IOException e) {
            segments.close();
            throw e;
        }
        return segments;
    }

    private void add(long number, SpoolFile file) throws IOException {
        try {
            stored.put(number, StoredSegment.open(number, file, KeptRecords.read(folder, number)));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** From now on the application's threads append to this segment, too. Called by one of them: takes no lock. */
    void began(Segment head) {
        begun.add(head);
    }

    private void takeBegun() throws IOException {
        for (Segment head = begun.peek(); head != null; head = begun.peek()) {
            stored.put(head.number, StoredSegment.of(head));
            begun.remove();
        }
    }

    /** What {@link SegmentReader#read} says. */
    synchronized List<SpoolRecord> read(Position from, int maxBytes) throws IOException {
        takeBegun();
        return reader.read(from, maxBytes, stored.tailMap(from.segment(), true).values());
    }

    /** What {@link SegmentReader#damagedBehind} says. */
    synchronized long damagedBehind(Position end, long wholeBefore) throws IOException {
        return reader.damagedBehind(
                end, wholeBefore, stored.tailMap(end.segment(), true).values());
    }

    /** No thread appends to this segment any more. */
    synchronized void finished(long number) {
        StoredSegment segment = stored.get(number);
        if (segment != null) {
            segment.finish();
        }
    }

    /** Changes when records that may not have been read are taken away: positions from before have to be looked at again. */
    synchronized long version() {
        return version;
    }

    /** Number of the oldest segment; the head's if all others are gone, 0 if there is none. */
    synchronized long oldest() throws IOException {
        takeBegun();
        return stored.isEmpty() ? 0 : stored.firstKey();
    }

    /** The first record of the oldest segment after this one, null if there is none. */
    synchronized @Nullable Position startAfter(long number) {
        var next = stored.higherEntry(number);
        return next == null ? null : next.getValue().start();
    }

    /** Takes away a segment that not all may have read. */
    synchronized @Nullable Segment giveUp(long number) throws IOException {
        version++;
        return remove(number);
    }

    /** Takes a segment away. Returns its live form if it can be used again, else null; then the file is gone. */
    synchronized @Nullable Segment remove(long number) throws IOException {
        StoredSegment segment = stored.remove(number);
        if (segment == null) {
            return null;
        }
        Segment live = segment.live();
        if (live != null && !segment.hasHoles()) {
            return live;
        }
        segment.file().close();
        folder.delete(name(number));
        if (segment.isThinned()) {
            KeptRecords.delete(folder, number);
        }
        return null;
    }

    /** Whether a segment can be thinned: what is missing in one with damage has to be counted by those who read. */
    private boolean canBeThinned(StoredSegment segment) throws IOException {
        Segment live = segment.live();
        boolean isAppendedTo = live != null && !live.isSealed();
        return !segment.isThinned() && !segment.hasHoles() && !isAppendedTo && reader.isComplete(segment);
    }

    /**
     * Takes the records out of a segment that {@code keep} says no to, and gives the space back.
     *
     * @return whether it has become smaller; what is left out was given to {@code keep} before
     */
    synchronized boolean thin(long number, Predicate<SpoolRecord> keep) throws IOException {
        StoredSegment segment = stored.get(number);
        if (segment == null || !canBeThinned(segment)) {
            return false;
        }
        List<SpoolRecord> records = new ArrayList<>(recordsOf(segment));
        long first = segment.start().sequence();
        long next = records.isEmpty() ? first : records.get(records.size() - 1).sequence() + 1;
        records.removeIf(keep.negate());
        KeptRecords kept = KeptRecords.of(first, next, records);
        ByteBuffer content = Segment.thinned(first, records);
        // Before the segment says that records are missing. While it does not, nobody asks which.
        kept.write(folder, number);
        folder.delete(THINNING);
        SpoolFile file = folder.create(THINNING, content.capacity());
        try {
            file.write(content, 0);
            file.force();
            folder.rename(THINNING, name(number));
        } catch (IOException e) {
            file.close();
            throw e;
        }
        segment.thinnedTo(file, content.capacity(), kept);
        version++;
        return true;
    }

    /** How many records a segment must have from one sequence up to before another, both its own. */
    synchronized long count(long number, long from, long to) {
        StoredSegment segment = stored.get(number);
        return segment == null ? 0 : segment.count(from, to);
    }

    /** All records that one segment has. */
    synchronized List<SpoolRecord> recordsOf(long number) throws IOException {
        StoredSegment segment = stored.get(number);
        return segment == null ? List.of() : recordsOf(segment);
    }

    private List<SpoolRecord> recordsOf(StoredSegment segment) throws IOException {
        takeBegun();
        return reader.read(segment.start(), segment.size(), List.of(segment));
    }

    /** Forces what was appended to disk. */
    void force() throws IOException {
        List<SpoolFile> files = new ArrayList<>();
        synchronized (this) {
            stored.descendingMap().values().stream()
                    .filter(segment -> segment.live() != null)
                    .forEach(segment -> files.add(segment.file()));
        }
        // Outside of the monitor: it takes milliseconds at least.
        for (SpoolFile file : files) {
            file.force();
        }
    }

    synchronized void close() throws IOException {
        for (StoredSegment each : stored.values()) {
            each.file().close();
        }
    }
}
