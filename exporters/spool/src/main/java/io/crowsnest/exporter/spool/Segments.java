package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    /** A record that was claimed but is not whole after this time never will be: its thread is gone. */
    private static final long LOST_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LONGEST_LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final String SUFFIX = ".segment";
    private static final String THINNING = "thinning";

    private final SpoolFolder folder;
    private final LongSupplier nanoTime;
    private final NavigableMap<Long, Stored> stored = new TreeMap<>();
    private final Queue<Segment> begun = new ConcurrentLinkedQueue<>();
    private final Window window = new Window();

    /** Where reading can't go on because of a record that isn't whole yet, for how long, and when that was last seen. */
    private @Nullable Position stuckAt;

    private long stuckNanos;
    private long stuckSeen;
    private long version;

    Segments(SpoolFolder folder, LongSupplier nanoTime) {
        this.folder = folder;
        this.nanoTime = nanoTime;
    }

    /** A segment on disk. */
    private static final class Stored {
        private final long number;
        private SpoolFile file;
        private int size;
        private boolean thinned;

        /** Up to here are places that were given up, which a thread may still hold; 0: none. */
        private int holesUpTo;

        /** Not null while the application's threads may be appending. */
        private @Nullable Segment live;

        /** 0: not known, the header is damaged. */
        private long firstSequence;

        private Stored(long number, SpoolFile file) throws IOException {
            this.number = number;
            this.file = file;
            this.size = (int) file.size();
        }
    }

    static String name(long number) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, 10 - digits.length())).concat(digits).concat(SUFFIX);
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
        Stored each = new Stored(number, file);
        stored.put(number, each);
        Segment.Header header = Segment.Header.read(file);
        each.firstSequence = header.isWhole() ? header.firstSequence() : 0;
        each.thinned = header.isWhole() && header.isThinned();
    }

    /** From now on the application's threads append to this segment, too. Called by one of them: takes no lock. */
    void began(Segment head) {
        begun.add(head);
    }

    private void takeBegun() throws IOException {
        for (Segment head = begun.poll(); head != null; head = begun.poll()) {
            Stored next = new Stored(head.number, head.file);
            next.live = head;
            next.firstSequence = head.firstSequence();
            stored.put(head.number, next);
        }
    }

    /**
     * Records from a position on, at least one if there is one, and no more than {@code maxBytes} if it isn't the first that is so long.
     */
    synchronized List<SpoolRecord> read(Position from, int maxBytes) throws IOException {
        takeBegun();
        List<SpoolRecord> records = new ArrayList<>();
        Stored segment = ceiling(from.segment());
        // In a thinned segment records are not where a cursor from before would have them.
        boolean isThere = segment != null && segment.number == from.segment() && !segment.thinned;
        int offset = isThere ? from.offset() : Segment.HEADER;
        long expected = from.sequence();
        long missing = 0;
        int bytes = 0;
        boolean gapIsKnown = false;
        while (segment != null) {
            if (offset == Segment.HEADER && segment.firstSequence > expected) {
                missing += gapIsKnown ? 0 : segment.firstSequence - expected;
                expected = segment.firstSequence;
            }
            window.open(segment.file, segment.size);
            while (true) {
                Position start = new Position(segment.number, offset, expected);
                int length = isEnd(segment, offset) ? Segment.ENDS : window.length(offset, expected);
                if (length == Segment.ENDS) {
                    break;
                }
                if (length == Window.UNREADABLE) {
                    if (mayBecomeWhole(segment, start)) {
                        return records;
                    }
                    segment.holesUpTo = Math.max(segment.holesUpTo, offset);
                    offset = window.find(offset + 8, expected);
                    continue;
                }
                int end = offset + Segment.sizeOf(length);
                long sequence = window.sequence(offset);
                if (sequence >= expected) {
                    if (bytes > 0 && bytes + length > maxBytes) {
                        return records;
                    }
                    bytes += length;
                    missing += segment.thinned ? 0 : sequence - expected;
                    expected = sequence + 1;
                    Position after = new Position(segment.number, end, expected);
                    records.add(new SpoolRecord(sequence, start, after, missing, window.content(offset, length)));
                    missing = 0;
                }
                offset = end;
            }
            gapIsKnown = segment.thinned;
            segment = ceiling(segment.number + 1);
            offset = Segment.HEADER;
        }
        return records;
    }

    private @Nullable Stored ceiling(long number) {
        var entry = stored.ceilingEntry(number);
        return entry == null ? null : entry.getValue();
    }

    /** Whether nothing follows in this segment so far. */
    private static boolean isEnd(Stored segment, int offset) {
        Segment live = segment.live;
        return offset > segment.size - Segment.RECORD_HEADER || (live != null && offset >= live.end());
    }

    /** Whether to come back later for a record that isn't whole: its thread may be copying right now. */
    private boolean mayBecomeWhole(Stored segment, Position at) {
        if (segment.live == null || at.offset() <= segment.holesUpTo) {
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

    /** No thread appends to this segment any more. */
    synchronized void finished(long number) {
        Stored segment = stored.get(number);
        if (segment != null) {
            segment.live = null;
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
        Stored next = ceiling(number + 1);
        return next == null ? null : new Position(next.number, Segment.HEADER, Math.max(1, next.firstSequence));
    }

    /** Takes away a segment that not all may have read. */
    synchronized @Nullable Segment giveUp(long number) throws IOException {
        version++;
        return remove(number);
    }

    /** Takes a segment away. Returns its live form if it can be used again, else null; then the file is gone. */
    synchronized @Nullable Segment remove(long number) throws IOException {
        Stored segment = stored.remove(number);
        if (segment == null) {
            return null;
        }
        if (segment.live != null && segment.holesUpTo == 0) {
            return segment.live;
        }
        segment.file.close();
        folder.delete(name(number));
        return null;
    }

    /** Whether all records of this segment are whole, so that it can be thinned. */
    private boolean isComplete(Stored segment) throws IOException {
        Segment live = segment.live;
        if (segment.holesUpTo > 0) {
            // What is missing there has to be counted by those who read.
            return false;
        }
        if (live != null && !live.isSealed()) {
            return false;
        }
        window.open(segment.file, segment.size);
        int offset = Segment.HEADER;
        while (!isEnd(segment, offset)) {
            int length = window.length(offset, 0);
            if (length == Window.UNREADABLE) {
                return false;
            }
            offset += Segment.sizeOf(length);
        }
        return true;
    }

    /**
     * Takes the records out of a segment that {@code keep} says no to, and gives the space back.
     *
     * @return whether it has become smaller; what is left out was given to {@code keep} before
     */
    synchronized boolean thin(long number, Predicate<SpoolRecord> keep) throws IOException {
        Stored segment = stored.get(number);
        if (segment == null || segment.thinned || !isComplete(segment)) {
            return false;
        }
        List<SpoolRecord> kept = new ArrayList<>();
        int size = Segment.HEADER + Segment.RECORD_HEADER;
        for (SpoolRecord record : recordsOf(segment)) {
            if (keep.test(record)) {
                kept.add(record);
                size += Segment.sizeOf(record.content().length);
            }
        }
        ByteBuffer content = ByteBuffer.allocate(size);
        content.put(Segment.header(Math.max(1, segment.firstSequence), true).rewind());
        for (SpoolRecord record : kept) {
            Segment.put(content, record.sequence(), record.content());
        }
        content.putInt(Segment.ENDS).rewind();
        folder.delete(THINNING);
        SpoolFile file = folder.create(THINNING, size);
        try {
            file.write(content, 0);
            file.force();
            folder.rename(THINNING, name(number));
        } catch (IOException e) {
            file.close();
            throw e;
        }
        segment.file.close();
        segment.file = file;
        segment.size = size;
        segment.thinned = true;
        segment.live = null;
        version++;
        return true;
    }

    /** All records that one segment has. */
    synchronized List<SpoolRecord> recordsOf(long number) throws IOException {
        Stored segment = stored.get(number);
        return segment == null ? List.of() : recordsOf(segment);
    }

    private List<SpoolRecord> recordsOf(Stored segment) throws IOException {
        Position position = new Position(segment.number, Segment.HEADER, Math.max(1, segment.firstSequence));
        List<SpoolRecord> records = new ArrayList<>(read(position, segment.size));
        records.removeIf(record -> record.start().segment() != segment.number);
        return records;
    }

    /** Forces what was appended to disk. */
    void force() throws IOException {
        List<SpoolFile> files = new ArrayList<>();
        synchronized (this) {
            stored.descendingMap().values().stream()
                    .filter(segment -> segment.live != null)
                    .forEach(segment -> files.add(segment.file));
        }
        // Outside of the monitor: it takes milliseconds at least.
        for (SpoolFile file : files) {
            file.force();
        }
    }

    synchronized void close() throws IOException {
        for (Stored each : stored.values()) {
            each.file.close();
        }
    }

    /** A part of a segment's file in memory. */
    private static final class Window {

        private static final int UNREADABLE = 0;
        private static final int SIZE = 2 * LogRecord.MAX_LENGTH;

        /** No spool has so many records between two that can be read. */
        private static final long WIDEST_GAP = 1L << 40;

        private final ByteBuffer content = ByteBuffer.allocate(SIZE);
        private @Nullable SpoolFile file;
        private int fileSize;
        private int start;

        void open(SpoolFile next, int size) {
            file = next;
            fileSize = size;
            start = 0;
            content.limit(0);
        }

        /** The length of the record at {@code offset}, or that it has none, or that no record follows. */
        private int length(int offset, long expected) throws IOException {
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

        private long sequence(int offset) {
            return content.getLong(offset - start + 8);
        }

        private byte[] content(int offset, int length) {
            byte[] copy = new byte[length];
            content.get(offset - start + Segment.RECORD_HEADER, copy);
            return copy;
        }

        /** Where the next record is that can be read, from {@code offset} on; the end of the file if there is none. */
        private int find(int offset, long expected) throws IOException {
            for (int at = offset; at <= fileSize - Segment.RECORD_HEADER; at += 8) {
                load(at, Segment.RECORD_HEADER);
                int length = content.getInt(at - start);
                if (length != 0 && isWhole(at, length, expected, true)) {
                    return at;
                }
            }
            return fileSize;
        }

        private void load(int offset, int length) throws IOException {
            if (offset >= start && offset + length <= start + content.limit()) {
                return;
            }
            SpoolFile open = file;
            if (open == null) {
                throw new IOException("no segment");
            }
            content.clear().limit(Math.min(SIZE, fileSize - offset));
            open.read(content, offset);
            if (content.position() < length) {
                throw new IOException("segment is shorter than it was");
            }
            content.flip();
            start = offset;
        }
    }
}
