package io.crowsnest.exporter.prometheus;

import java.nio.charset.StandardCharsets;

/**
 * Protobuf's encoding: a key is the field number and how the value is written. The length of a message stands before it, in as
 * many bytes as it needs; so it is written behind a gap of one, and moved if that is too small.
 */
public final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int DEEPEST = 8;

    private final Bytes out;
    private final int[] starts = new int[DEEPEST];
    private int depth;

    Protobuf() {
        this(new Bytes(256));
    }

    /** Writes behind what is in {@code out}. */
    public Protobuf(Bytes out) {
        this.out = out;
    }

    Bytes bytes() {
        return out;
    }

    /** Gives up messages that were begun and not ended. */
    public void reset() {
        depth = 0;
    }

    /** Begins a message in a field. */
    public void begin(int field) {
        varint((field << 3) | LENGTH_DELIMITED);
        begin();
    }

    /** Begins a message that stands by itself behind its length. */
    void begin() {
        out.put(0);
        starts[depth++] = out.size();
    }

    /** Ends the message that was begun last. */
    public void end() {
        int start = starts[--depth];
        int length = out.size() - start;
        int needed = varintSize(length);
        if (needed > 1) {
            out.ensure(needed - 1);
            System.arraycopy(out.array(), start, out.array(), start + needed - 1, length);
        }
        out.truncate(start - 1);
        varint(length);
        out.truncate(start - 1 + needed + length);
    }

    private static int varintSize(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    /** A number, as {@code int64} is: one that is negative takes ten bytes. */
    public void number(int field, long value) {
        varint((field << 3) | VARINT);
        varint(value);
    }

    /** A number that may be negative, as {@code sint32} and {@code sint64} are. */
    void signed(int field, long value) {
        number(field, (value << 1) ^ (value >> 63));
    }

    void number(int field, double value) {
        fixed64(field, Double.doubleToRawLongBits(value));
    }

    /** A number of eight bytes, for example a double by its bits. */
    public void fixed64(int field, long bits) {
        varint((field << 3) | FIXED_64);
        out.ensure(Double.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            out.put((int) (bits >>> shift));
        }
    }

    /** A text in UTF-8. */
    public void string(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(int field, byte[] value) {
        varint((field << 3) | LENGTH_DELIMITED);
        varint(value.length);
        out.put(value);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((int) rest);
    }
}
