package io.crowsnest.core.classfile;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Constants that are put behind those of a class file (JVM specification, 4.4), each once. */
public final class ConstantPool {

    static final int LONG = 5;
    static final int DOUBLE = 6;

    private static final int UTF8 = 1;
    private static final int INTEGER = 3;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int INVOKE_DYNAMIC = 18;

    /** Bytes of each kind, with its tag; 0 if there is no such kind, or it has no length of its own. */
    private static final byte[] LENGTHS = {0, 0, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3};

    private static final int STATIC_METHOD = 6;
    private static final int MOST = 0xFFFF;

    private final ByteVector bytes = new ByteVector(512);
    private final Map<String, Integer> known = new HashMap<>();
    private int next;

    /** The first has the number {@code first}. */
    public ConstantPool(int first) {
        next = first;
    }

    /** Bytes that the constant at {@code at} takes, with its tag. */
    static int length(int tag, ClassFile file, int at) {
        if (tag == UTF8) {
            return 3 + file.u2(at + 1);
        }
        if (tag < 0 || tag >= LENGTHS.length || LENGTHS[tag] == 0) {
            throw new IllegalArgumentException("constant of kind ".concat(Integer.toString(tag)));
        }
        return LENGTHS[tag];
    }

    /** One more than the number of the last. */
    public int count() {
        return next;
    }

    /** All of them. */
    public ByteVector bytes() {
        return bytes;
    }

    /** A text. */
    public int utf8(String text) {
        Integer number = known.get(text);
        if (number != null) {
            return number;
        }
        // Class files have an encoding of their own, which differs in characters that no class is named with.
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        bytes.put1(UTF8).put2(encoded.length).put(encoded, 0, encoded.length);
        return add(text);
    }

    /** A class by its internal name, or an array by its descriptor. */
    public int type(String name) {
        return pair(CLASS, utf8(name), -1);
    }

    /** A number that {@code ldc} loads. */
    public int integer(int value) {
        return pair(INTEGER, value >>> 16, value & MOST);
    }

    /** What a field or method is called, and its types. */
    public int nameAndType(String name, String descriptor) {
        return pair(NAME_AND_TYPE, utf8(name), utf8(descriptor));
    }

    /** A field of a class. */
    public int field(String owner, String name, String descriptor) {
        return pair(FIELD, type(owner), nameAndType(name, descriptor));
    }

    /** A method of a class that is no interface. */
    public int method(String owner, String name, String descriptor) {
        return pair(METHOD, type(owner), nameAndType(name, descriptor));
    }

    /** A handle of a static method. */
    public int staticHandle(String owner, String name, String descriptor) {
        int method = method(owner, name, descriptor);
        String key = key(METHOD_HANDLE, method, -1);
        Integer number = known.get(key);
        if (number != null) {
            return number;
        }
        bytes.put1(METHOD_HANDLE).put1(STATIC_METHOD).put2(method);
        return add(key);
    }

    /** A call site that the bootstrap method with this number links. */
    public int invokeDynamic(int bootstrap, String name, String descriptor) {
        return pair(INVOKE_DYNAMIC, bootstrap, nameAndType(name, descriptor));
    }

    /** A constant of one or two numbers; the second is negative if there is none. */
    private int pair(int tag, int first, int second) {
        String key = key(tag, first, second);
        Integer number = known.get(key);
        if (number != null) {
            return number;
        }
        bytes.put1(tag).put2(first);
        if (second >= 0) {
            bytes.put2(second);
        }
        return add(key);
    }

    /** No name and no descriptor begins so. */
    private static String key(int tag, int first, int second) {
        return "[;" + tag + ' ' + first + ' ' + second;
    }

    private int add(String key) {
        if (next == MOST) {
            throw new TooLargeException("too many constants");
        }
        known.put(key, next);
        return next++;
    }
}
