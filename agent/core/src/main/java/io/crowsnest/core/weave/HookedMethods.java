package io.crowsnest.core.weave;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Finds the methods of a class file that are hooked, and how many local variables each has: a fresh one is needed before the body is read.
 *
 * <p>Reads the tables of fields and methods (JVM specification, 4.1, 4.5 to 4.7) and skips what is in them. A visitor would have every body
 * read twice, which costs the start of an application more than all else that weaving does: the compiler sees a hot loop.
 */
final class HookedMethods {

    private static final int U2 = 2;
    private static final int U4 = 4;

    private final ClassReader reader;
    private final char[] buffer;
    private int at;

    private HookedMethods(ClassReader reader) {
        this.reader = reader;
        this.buffer = new char[reader.getMaxStringLength()];
    }

    /**
     * The number of local variables of each hooked method, by its name and descriptor.
     *
     * @param missing loses the points for which there is a method
     */
    static Map<String, Integer> maxLocals(ClassReader reader, List<HookPoint> points, Collection<HookPoint> missing) {
        return new HookedMethods(reader).maxLocals(points, missing);
    }

    private Map<String, Integer> maxLocals(List<HookPoint> points, Collection<HookPoint> missing) {
        Map<String, Integer> found = new HashMap<>();
        // Access, this class and its superclass.
        at = reader.header + 3 * U2;
        at += U2 * reader.readUnsignedShort(at) + U2;
        for (int fields = next(); fields > 0; fields--) {
            at += 3 * U2;
            skipAttributes();
        }
        for (int methods = next(); methods > 0; methods--) {
            int access = next();
            String name = text();
            String descriptor = text();
            if (isHooked(points, access, name, descriptor, missing)) {
                found.put(name.concat(descriptor), maxLocals());
            } else {
                skipAttributes();
            }
        }
        return found;
    }

    private static boolean isHooked(
            List<HookPoint> points, int access, String name, String descriptor, Collection<HookPoint> missing) {
        if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
            return false;
        }
        boolean hooked = false;
        for (HookPoint point : points) {
            if (point.matches(access, name, descriptor)) {
                missing.remove(point);
                hooked = true;
            }
        }
        return hooked;
    }

    /** Of the method whose attributes begin here. */
    private int maxLocals() {
        int maxLocals = 0;
        for (int attributes = next(); attributes > 0; attributes--) {
            if (text().equals("Code")) {
                maxLocals = reader.readUnsignedShort(at + U4 + U2);
            }
            skipContent();
        }
        return maxLocals;
    }

    private void skipAttributes() {
        for (int attributes = next(); attributes > 0; attributes--) {
            at += U2;
            skipContent();
        }
    }

    private void skipContent() {
        at += U4 + reader.readInt(at);
    }

    private int next() {
        at += U2;
        return reader.readUnsignedShort(at - U2);
    }

    private String text() {
        at += U2;
        return reader.readUTF8(at - U2, buffer);
    }
}
