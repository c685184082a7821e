package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Up to where all records of a spool were once on the disk and whole, so that they are missed if they are damaged later and nothing follows
 * them. In two files, so that what damages the records and one of them still leaves the other.
 *
 * <pre>
 *   file   sequence (8), CRC32C of it (4), zeros: all records before were whole
 * </pre>
 */
final class Watermark {

    private static final String[] NAMES = {"whole-1", "whole-2"};
    private static final int SIZE = 64;

    private final SpoolFile[] files;
    private long before;

    private Watermark(SpoolFile... files) {
        this.files = files;
    }

    static Watermark create(SpoolFolder folder) throws IOException {
        SpoolFile first = folder.create(NAMES[0], SIZE);
        try {
            return new Watermark(first, folder.create(NAMES[1], SIZE));
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /** What was last said in this folder: all records before this sequence were whole; 0 if nothing is known. */
    static long read(SpoolFolder folder) {
        long before = 0;
        for (String name : NAMES) {
            try {
                before = Math.max(before, read(folder, name));
            } catch (IOException e) {
                // Missing, or not to be read: it says nothing, and delivery does not need it.
            }
        }
        return before;
    }

    private static long read(SpoolFolder folder, String name) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(SIZE);
        try (SpoolFile file = folder.open(name)) {
            file.read(content, 0);
        }
        boolean whole = content.getInt(Long.BYTES) == Segment.crc(content.array(), 0, Long.BYTES);
        return whole ? content.getLong(0) : 0;
    }

    /** All records before this sequence are on the disk, whole. */
    void rise(long next) throws IOException {
        if (next == before) {
            return;
        }
        ByteBuffer content = ByteBuffer.allocate(SIZE);
        content.putLong(next);
        content.putInt(Segment.crc(content.array(), 0, Long.BYTES));
        for (SpoolFile file : files) {
            file.write(content.rewind(), 0);
        }
        before = next;
    }
}
