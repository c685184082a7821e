package io.crowsnest.core.classfile;

import java.util.Arrays;

/** Bytes that are put one behind the other, numbers with the highest byte first. */
public final class ByteVector {

    private static final int FIRST_CAPACITY = 64;

    private byte[] bytes;
    private int size;

    /** Empty. */
    public ByteVector() {
        this(FIRST_CAPACITY);
    }

    /** Empty; so many bytes fit before it grows. */
    public ByteVector(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes were put. */
    public int size() {
        return size;
    }

    /** Adds the lowest byte. */
    public ByteVector put1(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Adds the two lowest bytes. */
    public ByteVector put2(int value) {
        ensure(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Adds all four bytes. */
    public ByteVector put4(int value) {
        return put2(value >>> 16).put2(value);
    }

    /** Adds {@code length} bytes, the first at {@code from}. */
    public ByteVector put(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** Adds all bytes of another. */
    public ByteVector put(ByteVector other) {
        return put(other.bytes, 0, other.size);
    }

    /** Writes over what was put at {@code at}. */
    public void set2(int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    /** The bytes in an array of their own. */
    public byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
