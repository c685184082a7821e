package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which records are left in a segment that others were taken out of, so that each of them is missed if it is damaged later. In two files
 * beside the segment, so that what damages records and one of them still leaves the other.
 *
 * <pre>
 *   file   CRC32C of all that follows (4), zeros (4), first sequence (8), sequence behind the last (8),
 *          a bit for each sequence from the first on: 1 if that record is left; zeros at the end are left out
 * </pre>
 *
 * @param first sequence of the first record that the segment had
 * @param next sequence behind the last one
 * @param bits which are left, counted from {@code first}
 */
record KeptRecords(long first, long next, BitSet bits) {

    private static final String[] SUFFIXES = {".kept-1", ".kept-2"};
    private static final int CHECKED_FROM = 4;
    private static final int BITS = 24;

    /** What is left of a segment that had all records from {@code first} up to before {@code next}. */
    static KeptRecords of(long first, long next, List<SpoolRecord> left) {
        BitSet bits = new BitSet((int) (next - first));
        for (SpoolRecord record : left) {
            bits.set((int) (record.sequence() - first));
        }
        return new KeptRecords(first, next, bits);
    }

    /** How many are left from one sequence up to before another. */
    long count(long from, long to) {
        int start = index(from);
        return bits.get(start, Math.max(start, index(to))).cardinality();
    }

    private int index(long sequence) {
        return (int) (Math.max(first, Math.min(next, sequence)) - first);
    }

    /** Writes both files to the disk, over those that are there. */
    void write(SpoolFolder folder, long segment) throws IOException {
        byte[] left = bits.toByteArray();
        ByteBuffer content = ByteBuffer.allocate(BITS + left.length);
        content.putLong(8, first).putLong(16, next).put(BITS, left);
        content.putInt(0, check(content.array()));
        for (String suffix : SUFFIXES) {
            folder.delete(name(segment, suffix));
            try (SpoolFile file = folder.create(name(segment, suffix), content.capacity())) {
                file.write(content.rewind(), 0);
                file.force();
            }
        }
    }

    /** What one of the files beside a segment says; null if none can be read. */
    static @Nullable KeptRecords read(SpoolFolder folder, long segment) {
        for (String suffix : SUFFIXES) {
            try {
                KeptRecords kept = read(folder, name(segment, suffix));
                if (kept != null) {
                    return kept;
                }
            } catch (IOException e) {
                // Missing, or not to be read: it says nothing, and delivery does not need it.
            }
        }
        return null;
    }

    private static @Nullable KeptRecords read(SpoolFolder folder, String name) throws IOException {
        try (SpoolFile file = folder.open(name)) {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.read(content, 0);
            if (content.capacity() < BITS || content.getInt(0) != check(content.array())) {
                return null;
            }
            BitSet bits = BitSet.valueOf(content.slice(BITS, content.capacity() - BITS));
            return new KeptRecords(content.getLong(8), content.getLong(16), bits);
        }
    }

    static void delete(SpoolFolder folder, long segment) throws IOException {
        for (String suffix : SUFFIXES) {
            folder.delete(name(segment, suffix));
        }
    }

    private static int check(byte[] content) {
        return Segment.crc(content, CHECKED_FROM, content.length - CHECKED_FROM);
    }

    private static String name(long segment, String suffix) {
        return Segments.digits(segment).concat(suffix);
    }
}
