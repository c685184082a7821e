package io.crowsnest.core.weave;

import java.util.Arrays;

/** Bytes that are put one behind the other, numbers with the highest byte first. */
final class ByteVector {

    private static final int FIRST_CAPACITY = 64;

    private byte[] bytes;
    private int size;

    ByteVector() {
        this(FIRST_CAPACITY);
    }

    ByteVector(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    ByteVector put1(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    ByteVector put2(int value) {
        ensure(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    ByteVector put4(int value) {
        return put2(value >>> 16).put2(value);
    }

    ByteVector put(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    ByteVector put(ByteVector other) {
        return put(other.bytes, 0, other.size);
    }

    /** Writes over what was put at {@code at}. */
    void set2(int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
