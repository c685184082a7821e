package io.crowsnest.core.classfile;

/** Turns what is on the stack into another type, as an assignment of Java would, or a cast. */
public final class Conversion {

    private Conversion() {}

    /**
     * Writes the conversion.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static void write(Code code, String from, String to) {
        if (from.equals(to)) {
            return;
        }
        boolean wasReference = Descriptor.isReference(from);
        boolean isReference = Descriptor.isReference(to);
        if (to.equals("V")) {
            code.put(Descriptor.size(from) == 2 ? Instructions.POP2 : Instructions.POP);
        } else if (from.equals("V") && isReference) {
            code.put(Instructions.ACONST_NULL);
        } else if (wasReference && isReference) {
            if (!to.equals(Descriptor.OBJECT)) {
                code.cast(to);
            }
        } else if (isReference) {
            String box = box(from);
            code.invokeStatic(
                    box, "valueOf", "(".concat(from).concat(")L").concat(box).concat(";"));
        } else if (wasReference) {
            String box = box(to);
            code.cast("L".concat(box).concat(";"));
            code.invokeVirtual(box, Descriptor.inJava(to).concat("Value"), "()".concat(to));
        } else {
            throw new IllegalArgumentException("a hook cannot take "
                    .concat(Descriptor.inJava(from))
                    .concat(" as ")
                    .concat(Descriptor.inJava(to)));
        }
    }

    private static String box(String primitive) {
        return "java/lang/"
                .concat(
                        switch (primitive.charAt(0)) {
                            case 'Z' -> "Boolean";
                            case 'C' -> "Character";
                            case 'B' -> "Byte";
                            case 'S' -> "Short";
                            case 'I' -> "Integer";
                            case 'F' -> "Float";
                            case 'J' -> "Long";
                            default -> "Double";
                        });
    }
}
