package io.crowsnest.exporter.prometheus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A buffer that grows and is used again: what a scrape is written into. Not for two threads at once. */
public final class Bytes {

    private static final int DIGITS_AT_ONCE = 8;
    private static final int EIGHT_DIGITS = 100_000_000;
    private static final long ZEROS = 0x3030_3030_3030_3030L;
    private static final long[] POWERS = powers();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
        if (value == Long.MIN_VALUE) {
            return putLatin1("-9223372036854775808");
        }
        long rest = value;
        if (rest < 0) {
            put('-');
            rest = -rest;
        }
        return putDigits(rest, digits(rest));
    }

    /** Adds a number that is not negative, with zeros before it if it has fewer than {@code digits} digits; it has no more. */
    Bytes putDigits(long value, int digits) {
        int last = (int) value;
        int count = digits;
        if (digits > DIGITS_AT_ONCE) {
            long higher = value / EIGHT_DIGITS;
            putDigits(higher, digits - DIGITS_AT_ONCE);
            last = (int) (value - higher * EIGHT_DIGITS);
            count = DIGITS_AT_ONCE;
        }
        ensure(DIGITS_AT_ONCE);
        LONGS.set(array, size, eightDigits(last) >>> ((DIGITS_AT_ONCE - count) * Byte.SIZE));
        size += count;
        return this;
    }

    /** As characters in the order of memory: halves, then quarters, then digits are divided side by side in one number. */
    private static long eightDigits(int value) {
        int half = value / 10_000;
        long halves = half | (long) (value - 10_000 * half) << 32;
        long hundreds = ((halves * 10_486) >>> 20) & 0x7F_0000_007FL;
        long quarters = hundreds | (halves - 100 * hundreds) << 16;
        long tens = ((quarters * 103) >>> 10) & 0x0F_000F_000F_000FL;
        return ZEROS + (tens | (quarters - 10 * tens) << 8);
    }

    /** How many digits a number has that is not negative. */
    static int digits(long value) {
        long odd = value | 1;
        // The logarithm of two is 0.301, and no power of ten but the first is odd.
        int atLeast = ((Long.SIZE - Long.numberOfLeadingZeros(odd)) * 1233) >>> 12;
        return odd < POWERS[atLeast] ? atLeast : atLeast + 1;
    }

    private static long[] powers() {
        long[] powers = new long[19];
        long power = 1;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = power;
            power *= 10;
        }
        return powers;
    }
}
