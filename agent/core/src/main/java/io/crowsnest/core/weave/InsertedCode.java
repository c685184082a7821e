package io.crowsnest.core.weave;

/** Code that is put into a method: before its body, before a return, behind all. Nothing in it jumps. */
final class InsertedCode {

    private final ByteVector bytes = new ByteVector();
    private final Constants constants;

    InsertedCode(Constants constants) {
        this.constants = constants;
    }

    ByteVector bytes() {
        return bytes;
    }

    Constants constants() {
        return constants;
    }

    /** An instruction that stands alone. */
    InsertedCode put(int instruction) {
        bytes.put1(instruction);
        return this;
    }

    /** Loads the variable of this type. */
    void load(String type, int slot) {
        int kind = switch (type.charAt(0)) {
            case 'J' -> 1;
            case 'F' -> 2;
            case 'D' -> 3;
            case 'L', '[' -> 4;
            default -> 0;
        };
        variable(Instructions.ILOAD + kind, Instructions.ILOAD_0 + 4 * kind, slot);
    }

    /** Stores an object. */
    void store(int slot) {
        variable(Instructions.ASTORE, Instructions.ASTORE_0, slot);
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

    void push(int value) {
        if (value <= Byte.MAX_VALUE) {
            bytes.put1(Instructions.BIPUSH).put1(value);
        } else if (value <= Short.MAX_VALUE) {
            bytes.put1(Instructions.SIPUSH).put2(value);
        } else {
            bytes.put1(Instructions.LDC_W).put2(constants.integer(value));
        }
    }

    void cast(String reference) {
        bytes.put1(Instructions.CHECKCAST).put2(constants.type(Descriptor.constantName(reference)));
    }

    void newArray(String ofClass) {
        bytes.put1(Instructions.ANEWARRAY).put2(constants.type(ofClass));
    }

    void invokeStatic(String owner, String name, String descriptor) {
        bytes.put1(Instructions.INVOKESTATIC).put2(constants.method(owner, name, descriptor));
    }

    void invokeDynamic(int bootstrap, String name, String descriptor) {
        bytes.put1(Instructions.INVOKEDYNAMIC)
                .put2(constants.invokeDynamic(bootstrap, name, descriptor))
                .put2(0);
    }
}
