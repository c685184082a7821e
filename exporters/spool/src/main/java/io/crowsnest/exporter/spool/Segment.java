package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records, and the only place that knows its format. While it is the spool's head it is mapped into memory, and the application's
 * threads append to it; a record whose {@link #append} has returned is in the page cache and outlives the process.
 *
 * <pre>
 *   file    header, records, zeros to the end
 *
 *   header  64 bytes
 *     magic             8   "CRWSNST" and the version of the format, 1
 *     first sequence    8   of the first record
 *     thinned           4   1: records were taken out; which are left say {@link KeptRecords}
 *     check             4   CRC32C of the 20 bytes before
 *     (zeros)
 *
 *   record  begins at a multiple of 8
 *     length            4   of the content; 0: not written (yet); -1: the segment ends here; written last
 *     check             4   CRC32C of the content, plus a hash of the sequence
 *     sequence          8   counts the records of a spool from 1, without gaps
 *     content               a {@link io.crowsnest.telemetry.LogRecord}
 *     (zeros to the next multiple of 8)
 * </pre>
 *
 * <p>Numbers are big-endian. A thread claims its place and its sequence in one step, then copies, then writes the length; others do the
 * same meanwhile. So a process that is killed can leave holes: whoever reads goes on behind them, guided by checks and sequences. The same
 * gets over damage.
 *
 * <p>What is missing before a record that can be read is known by its sequence. Behind the last one, what was whole according to the
 * {@link Watermark} is damaged now, and so is a record whose length and sequence are there: both are counted. A place without a length is
 * none: it is what a thread leaves that is killed in the middle of its log call, which is no loss, and nothing tells from it the last
 * record of all when damage has hit its length or its sequence less than a second after it was written, or has hit both watermarks, too. Such a
 * one is lost uncounted.
 */
final class Segment {

    static final int HEADER = 64;
    static final int RECORD_HEADER = 16;
    static final int ENDS = -1;

    private static final long MAGIC = 0x4352_5753_4E53_5401L;
    private static final int CHECKED = 20;
    private static final long SEALED = 1L << 63;
    private static final int COUNT_SHIFT = 32;
    private static final byte[] ZEROS = new byte[64 << 10];
    private static final int MAX_COUNT = 0x7FFF_FFFF;
    private static final int REHEARSED = 8;
    private static final int PLACE = 64;
    private static final int PLACES = 64;
    private static final ByteBuffer REHEARSALS = ByteBuffer.allocateDirect(PLACE * PLACES);

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle STATE = state();

    final long number;
    final SpoolFile file;
    private final ByteBuffer memory;
    private long firstSequence;

    /** Sealed (1 bit), records claimed (31 bits), end of what is claimed (32 bits): changed in one step. */
    private volatile long state = HEADER;

    /** How many records at the beginning are known to be whole, and where they end. Guarded by this; appending has nothing to do with it. */
    private int whole;

    private int wholeEnd = HEADER;

    private Segment(long number, SpoolFile file, ByteBuffer memory) {
        this.number = number;
        this.file = file;
        this.memory = memory;
    }

    /** A segment of zeros that is ready to become the head. */
    static Segment of(long number, SpoolFile file) throws IOException {
        return new Segment(number, file, file.map());
    }

    /** The same file and memory as a new segment; nobody uses the old one any more. */
    Segment recycled(long newNumber) {
        for (int at = 0; at < memory.capacity(); at += ZEROS.length) {
            memory.put(at, ZEROS, 0, Math.min(ZEROS.length, memory.capacity() - at));
        }
        return new Segment(newNumber, file, memory);
    }

    private static VarHandle state() {
        try {
            return MethodHandles.lookup().findVarHandle(Segment.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Becomes the head, with records from this sequence on. Before any thread appends. */
    void begin(long sequence) {
        firstSequence = sequence;
        memory.put(0, header(sequence, false).array());
    }

    /** What a segment begins with. */
    static ByteBuffer header(long firstSequence, boolean thinned) {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putLong(0, MAGIC).putLong(8, firstSequence).putInt(16, thinned ? 1 : 0);
        return header.putInt(CHECKED, crc(header.array(), 0, CHECKED));
    }

    /**
     * What the header says.
     *
     * @param isWhole false if it is damaged, or was never written; then nothing else holds
     * @param firstSequence of the first record
     * @param isThinned whether records were taken out
     */
    record Header(boolean isWhole, long firstSequence, boolean isThinned) {
        static Header read(SpoolFile file) throws IOException {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.read(header, 0);
            boolean whole = header.getLong(0) == MAGIC
                    && header.getInt(CHECKED) == crc(header.array(), 0, CHECKED)
                    && header.getLong(8) > 0;
            return new Header(whole, header.getLong(8), header.getInt(16) != 0);
        }
    }

    /**
     * Appends a record; false if it has no room here, or the segment is sealed. Called by any thread.
     *
     * @throws StackOverflowError if there is no stack left for it; then nothing has happened
     */
    boolean append(byte[] record, int length, int crc) {
        int size = sizeOf(length);
        rehearse();
        while (true) {
            long before = state;
            int start = (int) before;
            if (before < 0 || size > memory.capacity() - start) {
                return false;
            }
            if (STATE.compareAndSet(this, before, before + (1L << COUNT_SHIFT) + size)) {
                long sequence = firstSequence + count(before);
                write(memory, start, check(crc, sequence), sequence, record, length);
                return true;
            }
        }
    }

    /**
     * Does elsewhere what is done once a place is claimed, so that a thread at the end of its stack fails before: else it would leave a
     * hole, and a log call that recurses without end comes to every place where it can.
     */
    private static void rehearse() {
        int place = ((int) Thread.currentThread().getId() & (PLACES - 1)) * PLACE;
        write(REHEARSALS, place, 0, 0, ZEROS, REHEARSED);
    }

    private static void write(ByteBuffer target, int start, int check, long sequence, byte[] record, int length) {
        target.putInt(start + 4, check);
        target.putLong(start + 8, sequence);
        target.put(start + RECORD_HEADER, record, 0, length);
        INTS.setRelease(target, start, length);
    }

    /** The sequence before which all records are whole by now. */
    synchronized long wholeBefore() {
        int end = end();
        while (wholeEnd < end) {
            int length = (int) INTS.getAcquire(memory, wholeEnd);
            if (length <= 0) {
                break;
            }
            wholeEnd += sizeOf(length);
            whole++;
        }
        return firstSequence + whole;
    }

    /** Lets no more records in. Returns the sequence that the next record has. */
    long seal() {
        while (true) {
            long before = state;
            if (before < 0) {
                return firstSequence + count(before);
            }
            if (STATE.compareAndSet(this, before, before | SEALED)) {
                int end = (int) before;
                if (memory.capacity() - end >= RECORD_HEADER) {
                    INTS.setRelease(memory, end, ENDS);
                }
                return firstSequence + count(before);
            }
        }
    }

    boolean isSealed() {
        return state < 0;
    }

    /** Where the records end that were claimed so far. */
    int end() {
        return (int) state;
    }

    long firstSequence() {
        return firstSequence;
    }

    /** The sequence that the next record will have. */
    long nextSequence() {
        return firstSequence + count(state);
    }

    private static int count(long state) {
        return (int) (state >>> COUNT_SHIFT) & MAX_COUNT;
    }

    /** Bytes that a record of {@code length} bytes takes. */
    static int sizeOf(int length) {
        return (RECORD_HEADER + length + 7) & ~7;
    }

    static int crc(byte[] bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start, length);
        return (int) crc.getValue();
    }

    /** Ties the content to its sequence: a record that moved, or whose sequence changed, fails. */
    static int check(int crc, long sequence) {
        return crc + (int) ((sequence * 0x9E37_79B9_7F4A_7C15L) >>> 32);
    }

    /** A whole file with these records, which others were taken out between. */
    static ByteBuffer thinned(long firstSequence, List<SpoolRecord> records) {
        int size = HEADER + RECORD_HEADER;
        for (SpoolRecord record : records) {
            size += sizeOf(record.content().length);
        }
        ByteBuffer file = ByteBuffer.allocate(size);
        file.put(header(firstSequence, true).rewind());
        for (SpoolRecord record : records) {
            put(file, record.sequence(), record.content());
        }
        return file.putInt(ENDS).rewind();
    }

    /** Puts a whole record into {@code target}. */
    private static void put(ByteBuffer target, long sequence, byte[] record) {
        int start = target.position();
        target.putInt(record.length)
                .putInt(check(crc(record, 0, record.length), sequence))
                .putLong(sequence)
                .put(record)
                .position(start + sizeOf(record.length));
    }
}
