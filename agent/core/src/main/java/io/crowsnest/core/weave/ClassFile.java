package io.crowsnest.core.weave;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Where things are in a class file (JVM specification, chapter 4). Nothing is read before it is asked for but the lengths of constants. */
final class ClassFile {

    static final int U1 = 1;
    static final int U2 = 2;
    static final int U4 = 4;

    private static final int VERSION = 6;
    private static final int CONSTANTS = 8;
    private static final int POOL = 10;

    final byte[] bytes;

    /** Where each constant begins, with its tag. */
    private final int[] constants;

    private final int poolEnd;

    /** @throws IllegalArgumentException if there is a constant of a kind that is not known */
    ClassFile(byte[] bytes) {
        this.bytes = bytes;
        constants = new int[u2(CONSTANTS)];
        int at = POOL;
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = bytes[at];
            if (tag == Constants.LONG || tag == Constants.DOUBLE) {
                // Takes two numbers.
                i++;
            }
            at += Constants.length(tag, this, at);
        }
        poolEnd = at;
    }

    int u1(int at) {
        return bytes[at] & 0xFF;
    }

    int u2(int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    int s2(int at) {
        return (short) u2(at);
    }

    int u4(int at) {
        return u2(at) << 16 | u2(at + U2);
    }

    /** Of the class file format, without that of its details. */
    int version() {
        return u2(VERSION);
    }

    /** One more than the number of the last constant. */
    int constants() {
        return constants.length;
    }

    /** Where the first constant begins. */
    int pool() {
        return POOL;
    }

    /** Behind the last constant, where the class says what may be done with it. */
    int poolEnd() {
        return poolEnd;
    }

    /** The text of the constant with this number. */
    String utf8(int index) {
        int at = constants[index] + U1;
        int length = u2(at);
        for (int i = at + U2; i < at + U2 + length; i++) {
            if (bytes[i] <= 0) {
                return modifiedUtf8(at, length);
            }
        }
        return new String(bytes, at + U2, length, StandardCharsets.ISO_8859_1);
    }

    private String modifiedUtf8(int at, int length) {
        try {
            return new DataInputStream(new ByteArrayInputStream(bytes, at, U2 + length)).readUTF();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Behind the attributes that begin at {@code at} with their number. */
    int attributesEnd(int at) {
        int end = at + U2;
        for (int left = u2(at); left > 0; left--) {
            end += U2 + U4 + u4(end + U2);
        }
        return end;
    }
}
