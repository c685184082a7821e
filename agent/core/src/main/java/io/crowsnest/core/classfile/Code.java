package io.crowsnest.core.classfile;

/** Code of a method, or a piece of it, instruction by instruction. */
public final class Code {

    /** How far the instruction behind a return is that a jump over it stands before. */
    private static final int SKIPPED_RETURN = 4;

    private final ByteVector bytes = new ByteVector();
    private final ConstantPool constants;

    /** Empty; what it names is put into {@code constants}. */
    public Code(ConstantPool constants) {
        this.constants = constants;
    }

    /** All of it. */
    public ByteVector bytes() {
        return bytes;
    }

    /** An instruction that stands alone. */
    public Code put(int instruction) {
        bytes.put1(instruction);
        return this;
    }

    /** Loads the variable of this type. */
    public void load(String type, int slot) {
        int kind = kind(type);
        variable(Instructions.ILOAD + kind, Instructions.ILOAD_0 + 4 * kind, slot);
    }

    /** Stores an object. */
    public void store(int slot) {
        variable(Instructions.ASTORE, Instructions.ASTORE_0, slot);
    }

    /** Returns what the method is to return, of this type. */
    public void returns(String type) {
        bytes.put1(type.equals("V") ? Instructions.RETURN : Instructions.IRETURN + kind(type));
    }

    /** Loads nothing: 0 or null. */
    public void zero(String type) {
        switch (type.charAt(0)) {
            case 'V' -> {}
            case 'J' -> put(Instructions.LCONST_0);
            case 'F' -> put(Instructions.FCONST_0);
            case 'D' -> put(Instructions.DCONST_0);
            case 'L', '[' -> put(Instructions.ACONST_NULL);
            default -> put(Instructions.ICONST_0);
        }
    }

    /** In the order in which instructions for one type follow those for another. */
    private static int kind(String type) {
        return switch (type.charAt(0)) {
            case 'J' -> 1;
            case 'F' -> 2;
            case 'D' -> 3;
            case 'L', '[' -> 4;
            default -> 0;
        };
    }

    private void variable(int instruction, int ofFirst, int slot) {
        if (slot < 4) {
            bytes.put1(ofFirst + slot);
        } else if (slot < 256) {
            bytes.put1(instruction).put1(slot);
        } else {
            bytes.put1(Instructions.WIDE).put1(instruction).put2(slot);
        }
    }

    /** Loads a number that is not negative. */
    public void push(int value) {
        if (value <= Byte.MAX_VALUE) {
            bytes.put1(Instructions.BIPUSH).put1(value);
        } else if (value <= Short.MAX_VALUE) {
            bytes.put1(Instructions.SIPUSH).put2(value);
        } else {
            bytes.put1(Instructions.LDC_W).put2(constants.integer(value));
        }
    }

    /** Casts to a class or array. */
    public void cast(String reference) {
        bytes.put1(Instructions.CHECKCAST).put2(constants.type(Descriptor.constantName(reference)));
    }

    /** Makes an array of a class, as long as the number on the stack says. */
    public void newArray(String ofClass) {
        bytes.put1(Instructions.ANEWARRAY).put2(constants.type(ofClass));
    }

    /** Calls a static method. */
    public void invokeStatic(String owner, String name, String descriptor) {
        bytes.put1(Instructions.INVOKESTATIC).put2(constants.method(owner, name, descriptor));
    }

    /** Calls what the bootstrap method with this number links. */
    public void invokeDynamic(int bootstrap, String name, String descriptor) {
        bytes.put1(Instructions.INVOKEDYNAMIC)
                .put2(constants.invokeDynamic(bootstrap, name, descriptor))
                .put2(0);
    }

    /** Loads a static field. */
    public void getStatic(String owner, String name, String descriptor) {
        bytes.put1(Instructions.GETSTATIC).put2(constants.field(owner, name, descriptor));
    }

    /** Stores into a static field. */
    public void putStatic(String owner, String name, String descriptor) {
        bytes.put1(Instructions.PUTSTATIC).put2(constants.field(owner, name, descriptor));
    }

    /** Calls a method of a class. */
    public void invokeVirtual(String owner, String name, String descriptor) {
        bytes.put1(Instructions.INVOKEVIRTUAL).put2(constants.method(owner, name, descriptor));
    }

    /** Returns without a value if what is on the stack is null. */
    public void skipReturnIfNotNull() {
        bytes.put1(Instructions.IFNONNULL).put2(SKIPPED_RETURN).put1(Instructions.RETURN);
    }

    /** A switch over the numbers from 0 on, all of whose cases lead behind it. */
    public void switchToNext(int cases) {
        int place = bytes.size();
        int padding = Instructions.padding(place);
        bytes.put1(Instructions.TABLESWITCH);
        for (int i = 0; i < padding; i++) {
            bytes.put1(0);
        }
        // Default, lowest, highest, and each case.
        int distance = 1 + padding + ClassFile.U4 * (3 + cases);
        bytes.put4(distance).put4(0).put4(cases - 1);
        for (int i = 0; i < cases; i++) {
            bytes.put4(distance);
        }
    }
}
