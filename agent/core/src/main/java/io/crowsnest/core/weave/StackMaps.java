package io.crowsnest.core.weave;

import io.crowsnest.core.classfile.ByteVector;
import io.crowsnest.core.classfile.ClassFile;
import io.crowsnest.core.classfile.ConstantPool;
import io.crowsnest.core.classfile.Descriptor;
import java.util.Arrays;

/**
 * Writes the stack maps of a method anew (JVM specification, 4.7.4) for code that has moved, with variables behind the last one of the method, which
 * have a value from the first instruction of the body on.
 *
 * <p>Each is a full one then, padded up to those variables; that needs no class hierarchy, hence no class loading.
 */
final class StackMaps {

    private static final int TOP = 0;
    private static final int INTEGER = 1;
    private static final int FLOAT = 2;
    private static final int DOUBLE = 3;
    private static final int LONG = 4;
    private static final int UNINITIALIZED_THIS = 6;
    private static final int OBJECT = 7;
    private static final int UNINITIALIZED = 8;

    private static final int LAST_SAME = 63;
    private static final int LAST_SAME_ONE_ON_STACK = 127;
    private static final int SAME_ONE_ON_STACK = 247;
    private static final int SAME = 251;
    private static final int FULL = 255;

    private static final int TAG_BITS = 8;
    private static final int TAG = (1 << TAG_BITS) - 1;

    private final ClassFile file;
    private final ConstantPool constants;
    private final int[] moved;
    private final int firstFree;
    private final int states;

    /** What each variable is now: a tag, and above it the number that belongs to it. */
    private int[] locals;

    private int count;
    private int at;

    private final ByteVector frames = new ByteVector();
    private int written;
    private int last = -1;

    /**
     * Maps of a method whose arguments are its variables at first.
     *
     * @param moved where each instruction is now
     * @param firstFree the number of the first new variable
     * @param states how many there are, all of them objects
     */
    StackMaps(ClassFile file, ConstantPool constants, int[] moved, int firstFree, int states) {
        this.file = file;
        this.constants = constants;
        this.moved = moved;
        this.firstFree = firstFree;
        this.states = states;
        this.locals = new int[firstFree + 1];
    }

    /** The method's receiver, if it has one, which a constructor has yet to make. */
    void receiver(boolean isConstructor, int thisClass) {
        locals[count++] = isConstructor ? UNINITIALIZED_THIS : OBJECT | (thisClass << TAG_BITS);
    }

    /** The method's next argument. */
    void argument(String type) {
        locals[count++] = switch (type.charAt(0)) {
            case 'F' -> FLOAT;
            case 'J' -> LONG;
            case 'D' -> DOUBLE;
            case 'L', '[' -> OBJECT | (constants.type(Descriptor.constantName(type)) << TAG_BITS);
            default -> INTEGER;
        };
    }

    /** Takes over the maps of the attribute whose content begins at {@code start}. */
    void copy(int start) {
        at = start + ClassFile.U2;
        int place = -1;
        for (int left = file.u2(start); left > 0; left--) {
            int kind = file.u1(at++);
            int delta = delta(kind);
            place += delta + 1;
            if (kind == FULL) {
                readLocals(0, next2());
            } else if (kind > SAME) {
                readLocals(count, kind - SAME);
            } else if (kind > SAME_ONE_ON_STACK && kind < SAME) {
                count -= SAME - kind;
            }
            boolean hasOne = kind == SAME_ONE_ON_STACK || (kind > LAST_SAME && kind <= LAST_SAME_ONE_ON_STACK);
            int stack = kind == FULL ? next2() : hasOne ? 1 : 0;
            begin(moved[place]);
            putLocals();
            frames.put2(stack);
            for (int i = 0; i < stack; i++) {
                putType(readType());
            }
        }
    }

    /** Adds a map for a place behind all others, where nothing is known but the new variables and what was thrown. */
    void handler(int place) {
        count = 0;
        begin(place);
        putLocals();
        frames.put2(1);
        putType(OBJECT | (constants.type("java/lang/Throwable") << TAG_BITS));
    }

    boolean isEmpty() {
        return written == 0;
    }

    /** The attribute, whose name has this number. */
    void writeTo(ByteVector out, int name) {
        out.put2(name).put4(ClassFile.U2 + frames.size()).put2(written).put(frames);
    }

    private int delta(int kind) {
        if (kind <= LAST_SAME) {
            return kind;
        }
        return kind <= LAST_SAME_ONE_ON_STACK ? kind - LAST_SAME - 1 : next2();
    }

    private int next2() {
        at += ClassFile.U2;
        return file.u2(at - ClassFile.U2);
    }

    private void readLocals(int from, int more) {
        count = from;
        if (locals.length < from + more) {
            locals = Arrays.copyOf(locals, from + more);
        }
        for (int i = 0; i < more; i++) {
            locals[count++] = readType();
        }
    }

    private int readType() {
        int tag = file.u1(at++);
        return tag == OBJECT || tag == UNINITIALIZED ? tag | (next2() << TAG_BITS) : tag;
    }

    private void begin(int place) {
        frames.put1(FULL).put2(place - last - 1);
        last = place;
        written++;
    }

    private void putLocals() {
        int slots = 0;
        for (int i = 0; i < count; i++) {
            slots += isWide(locals[i]) ? 2 : 1;
        }
        int padding = states == 0 ? 0 : firstFree - slots;
        frames.put2(count + padding + states);
        for (int i = 0; i < count; i++) {
            putType(locals[i]);
        }
        for (int i = 0; i < padding; i++) {
            frames.put1(TOP);
        }
        for (int i = 0; i < states; i++) {
            putType(OBJECT | (constants.type("java/lang/Object") << TAG_BITS));
        }
    }

    private static boolean isWide(int type) {
        return type == LONG || type == DOUBLE;
    }

    private void putType(int type) {
        int tag = type & TAG;
        frames.put1(tag);
        if (tag == OBJECT) {
            frames.put2(type >>> TAG_BITS);
        } else if (tag == UNINITIALIZED) {
            frames.put2(moved[type >>> TAG_BITS]);
        }
    }
}
