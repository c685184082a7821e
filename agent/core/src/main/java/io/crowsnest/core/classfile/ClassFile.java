package io.crowsnest.core.classfile;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Where things are in a class file (JVM specification, chapter 4). Nothing is read before it is asked for but the lengths of constants. */
public final class ClassFile {

    /** Bytes of an unsigned number. */
    public static final int U1 = 1;
    /** Bytes of an unsigned number. */
    public static final int U2 = 2;
    /** Bytes of an unsigned number. */
    public static final int U4 = 4;

    /** Access, name and descriptor of a field or method. */
    public static final int MEMBER_HEAD = 3 * U2;

    /** Access, the class itself and its superclass. */
    private static final int CLASS_HEAD = 3 * U2;

    private static final char FIRST_OF_TWO_BYTES = 0x80;

    private static final int VERSION = 6;
    private static final int CONSTANTS = 8;
    private static final int POOL = 10;

    private final byte[] bytes;

    /** Where each constant begins, with its tag. */
    private final int[] constants;

    private final int poolEnd;

    /**
     * Looks for its constants.
     *
     * @throws IllegalArgumentException if there is a constant of a kind that is not known
     */
    public ClassFile(byte[] bytes) {
        this.bytes = bytes;
        constants = new int[u2(CONSTANTS)];
        int at = POOL;
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = bytes[at];
            if (tag == ConstantPool.LONG || tag == ConstantPool.DOUBLE) {
                // Takes two numbers.
                i++;
            }
            at += ConstantPool.length(tag, this, at);
        }
        poolEnd = at;
    }

    /** The byte at {@code at}, unsigned. */
    public int u1(int at) {
        return bytes[at] & 0xFF;
    }

    /** The two bytes at {@code at}, unsigned. */
    public int u2(int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    /** The two bytes at {@code at}, signed. */
    public int s2(int at) {
        return (short) u2(at);
    }

    /** The four bytes at {@code at}. */
    public int u4(int at) {
        return u2(at) << 16 | u2(at + U2);
    }

    /** Of the class file format, without that of its details. */
    public int version() {
        return u2(VERSION);
    }

    /** One more than the number of the last constant. */
    public int constants() {
        return constants.length;
    }

    /** Where the first constant begins. */
    public int pool() {
        return POOL;
    }

    /** Behind the last constant, where the class says what may be done with it. */
    public int poolEnd() {
        return poolEnd;
    }

    /** Whether the constant with this number is {@code text}, which is not empty. Nearly all are told from it without being read. */
    public boolean isUtf8(int index, String text) {
        int at = constants[index] + U1;
        char first = text.charAt(0);
        boolean isOther = u2(at) < text.length() || (first < FIRST_OF_TWO_BYTES && bytes[at + U2] != first);
        return !isOther && utf8(index).equals(text);
    }

    /** The text of the constant with this number. */
    public String utf8(int index) {
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

    /** The number of the constant that names the class. */
    public int thisClass() {
        return u2(poolEnd + U2);
    }

    /** Bytes of the whole file. */
    public int length() {
        return bytes.length;
    }

    /** Adds {@code length} of its bytes to {@code out}, the first at {@code from}. */
    public void copy(int from, int length, ByteVector out) {
        out.put(bytes, from, length);
    }

    /** Behind the attributes that begin at {@code at} with their number. */
    public int attributesEnd(int at) {
        int end = at + U2;
        for (int left = u2(at); left > 0; left--) {
            end += U2 + U4 + u4(end + U2);
        }
        return end;
    }

    /** Where fields are listed, beginning with their number. */
    public int fields() {
        int interfaces = poolEnd + CLASS_HEAD;
        return interfaces + U2 + U2 * u2(interfaces);
    }

    /** Where methods are listed, beginning with their number. */
    public int methods() {
        return membersEnd(fields());
    }

    /** Behind the fields or methods that begin at {@code members} with their number. */
    public int membersEnd(int members) {
        int end = members + U2;
        for (int left = u2(members); left > 0; left--) {
            end = attributesEnd(end + MEMBER_HEAD);
        }
        return end;
    }

    /** Takes what a class file says of a method. */
    public interface MethodAction {

        /** A method with this access, name and descriptor. */
        void accept(int access, String name, String descriptor);
    }

    /** Passes on all methods, in the order of the file. */
    public void forEachMethod(MethodAction action) {
        int methods = methods();
        int at = methods + U2;
        for (int left = u2(methods); left > 0; left--) {
            action.accept(u2(at), utf8(u2(at + U2)), utf8(u2(at + 2 * U2)));
            at = attributesEnd(at + MEMBER_HEAD);
        }
    }
}
