package io.crowsnest.core.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Turns what is on the stack into another type, as an assignment of Java would, or a cast. */
public final class Conversion {

    /** What everything but a primitive value is. */
    public static final Type OBJECT = Type.getObjectType("java/lang/Object");

    private static final String[] BOXES = {
        "", "Boolean", "Character", "Byte", "Short", "Integer", "Float", "Long", "Double"
    };

    private Conversion() {}

    /**
     * Writes the conversion.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static void write(MethodVisitor code, Type from, Type to) {
        if (from.equals(to)) {
            return;
        }
        boolean wasPrimitive = from.getSort() < Type.ARRAY;
        boolean isPrimitive = to.getSort() < Type.ARRAY;
        if (to.equals(Type.VOID_TYPE)) {
            code.visitInsn(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        } else if (from.equals(Type.VOID_TYPE) && !isPrimitive) {
            code.visitInsn(Opcodes.ACONST_NULL);
        } else if (wasPrimitive && !isPrimitive && !from.equals(Type.VOID_TYPE)) {
            String box = box(from);
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    box,
                    "valueOf",
                    "(".concat(from.getDescriptor()).concat(")L").concat(box).concat(";"),
                    false);
        } else if (!wasPrimitive && isPrimitive) {
            String box = box(to);
            code.visitTypeInsn(Opcodes.CHECKCAST, box);
            code.visitMethodInsn(
                    Opcodes.INVOKEVIRTUAL,
                    box,
                    to.getClassName().concat("Value"),
                    "()".concat(to.getDescriptor()),
                    false);
        } else if (!wasPrimitive) {
            if (!to.equals(OBJECT)) {
                code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
            }
        } else {
            throw new IllegalArgumentException("a hook cannot take "
                    .concat(from.getClassName())
                    .concat(" as ")
                    .concat(to.getClassName()));
        }
    }

    private static String box(Type primitive) {
        return "java/lang/".concat(BOXES[primitive.getSort()]);
    }
}
