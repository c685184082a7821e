package io.crowsnest.exporter.datadog;

import java.util.Arrays;

/** Bytes of one line, in a buffer that is used again for the next. */
final class LineWriter {

    /** Up to here a double that is an integer has all its digits as a long. */
    private static final double EXACT = 1L << 53;

    private byte[] bytes = new byte[512];
    private int length;

    LineWriter clear() {
        length = 0;
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    LineWriter put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LineWriter put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Characters of ASCII. */
    LineWriter put(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /**
     * A finite number in the digits that tell it from every other, so that nothing is lost: {@code 12}, {@code 0.25}, {@code 1.5E-7}. The Agent reads
     * exponents.
     */
    LineWriter put(double value) {
        long whole = (long) value;
        return whole == value && Math.abs(value) < EXACT ? put(whole) : put(Double.toString(value));
    }

    LineWriter put(long value) {
        if (value < 0) {
            // The smallest long has no positive counterpart.
            return put(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        reserve(digits);
        int at = length + digits;
        for (long rest = value; at > length; rest /= 10) {
            bytes[--at] = (byte) ('0' + rest % 10);
        }
        length += digits;
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
