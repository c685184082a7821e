package io.crowsnest.exporter.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A buffer that grows and is used again: what a scrape is written into. Not for two threads at once. */
public final class Bytes {

    private static final int LONGEST_LONG = 20;

    private byte[] array;
    private int size;

    /** Empty; {@code capacity} bytes fit before it grows. */
    public Bytes(int capacity) {
        array = new byte[capacity];
    }

    /** The bytes, with room behind them; another array after the next addition. */
    public byte[] array() {
        return array;
    }

    /** How many bytes were put. */
    public int size() {
        return size;
    }

    /** Forgets everything from {@code length} on. */
    public void truncate(int length) {
        size = length;
    }

    /** So many bytes were written into {@link #array} behind those that were there. */
    void added(int more) {
        size += more;
    }

    /** The bytes in an array of their own. */
    public byte[] copy() {
        return Arrays.copyOf(array, size);
    }

    void ensure(int more) {
        if (array.length - size < more) {
            array = Arrays.copyOf(array, Math.max(array.length + (array.length >> 1), size + more));
        }
    }

    /** Adds all of them. */
    public Bytes put(byte[] bytes) {
        return put(bytes, bytes.length);
    }

    Bytes put(byte[] bytes, int length) {
        return put(bytes, 0, length);
    }

    /** Adds {@code length} of them, the first at {@code from}. */
    public Bytes put(byte[] bytes, int from, int length) {
        ensure(length);
        System.arraycopy(bytes, from, array, size, length);
        size += length;
        return this;
    }

    Bytes put(char ascii) {
        ensure(1);
        array[size++] = (byte) ascii;
        return this;
    }

    /** Adds the lowest eight bits. */
    public Bytes put(int octet) {
        ensure(1);
        array[size++] = (byte) octet;
        return this;
    }

    /** Adds the text in UTF-8. */
    public Bytes put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("deprecation") // the only copy without an intermediate array
    Bytes putLatin1(String text) {
        int length = text.length();
        ensure(length);
        text.getBytes(0, length, array, size);
        size += length;
        return this;
    }

    Bytes put(long value) {
        ensure(LONGEST_LONG);
        if (value == Long.MIN_VALUE) {
            return putLatin1("-9223372036854775808");
        }
        long rest = value;
        if (rest < 0) {
            array[size++] = '-';
            rest = -rest;
        }
        int digits = digits(rest);
        for (int at = size + digits - 1; at >= size; at--) {
            long tenth = rest / 10;
            array[at] = (byte) ('0' + (int) (rest - 10 * tenth));
            rest = tenth;
        }
        size += digits;
        return this;
    }

    static int digits(long value) {
        int digits = 1;
        long limit = 10;
        while (digits < 19 && value >= limit) {
            digits++;
            limit *= 10;
        }
        return digits;
    }
}
