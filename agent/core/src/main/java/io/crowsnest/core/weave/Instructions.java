package io.crowsnest.core.weave;

/** The instructions that weaving writes or has to know (JVM specification, chapter 6). */
final class Instructions {

    static final int ACONST_NULL = 1;
    static final int BIPUSH = 16;
    static final int SIPUSH = 17;
    static final int LDC_W = 19;
    static final int ILOAD = 21;
    static final int ALOAD = 25;
    static final int ILOAD_0 = 26;
    static final int ASTORE = 58;
    static final int ASTORE_0 = 75;
    static final int AASTORE = 83;
    static final int POP = 87;
    static final int DUP = 89;
    static final int DUP_X1 = 90;
    static final int DUP_X2 = 91;
    static final int DUP2 = 92;
    static final int SWAP = 95;
    static final int INVOKESTATIC = 184;
    static final int INVOKEDYNAMIC = 186;
    static final int ANEWARRAY = 189;
    static final int ATHROW = 191;
    static final int CHECKCAST = 192;
    static final int WIDE = 196;

    private static final int IINC = 132;
    private static final int IFEQ = 153;
    private static final int JSR = 168;
    private static final int TABLESWITCH = 170;
    private static final int LOOKUPSWITCH = 171;
    private static final int IRETURN = 172;
    private static final int RETURN = 177;
    private static final int IFNULL = 198;
    private static final int IFNONNULL = 199;
    private static final int GOTO_W = 200;
    private static final int JSR_W = 201;

    private static final int WIDE_LENGTH = 4;
    private static final int WIDE_IINC_LENGTH = 6;

    /** Default, and how many cases or between which numbers they are. */
    private static final int LOOKUP_HEAD = 8;

    private static final int TABLE_HEAD = 12;

    /** Bytes of each instruction, 0 where it tells itself. */
    private static final byte[] LENGTHS = lengths();

    private Instructions() {}

    private static byte[] lengths() {
        byte[] lengths = new byte[JSR_W + 1];
        java.util.Arrays.fill(lengths, (byte) 1);
        fill(lengths, BIPUSH, BIPUSH, 2);
        fill(lengths, SIPUSH, SIPUSH, 3);
        fill(lengths, 18, 18, 2);
        fill(lengths, LDC_W, 20, 3);
        fill(lengths, ILOAD, ALOAD, 2);
        fill(lengths, 54, ASTORE, 2);
        fill(lengths, IINC, IINC, 3);
        fill(lengths, IFEQ, JSR, 3);
        fill(lengths, 169, 169, 2);
        fill(lengths, TABLESWITCH, LOOKUPSWITCH, 0);
        fill(lengths, 178, INVOKESTATIC, 3);
        fill(lengths, 185, INVOKEDYNAMIC, 5);
        fill(lengths, 187, 187, 3);
        fill(lengths, 188, 188, 2);
        fill(lengths, ANEWARRAY, ANEWARRAY, 3);
        fill(lengths, CHECKCAST, 193, 3);
        fill(lengths, WIDE, WIDE, 0);
        fill(lengths, 197, 197, 4);
        fill(lengths, IFNULL, IFNONNULL, 3);
        fill(lengths, GOTO_W, JSR_W, 5);
        return lengths;
    }

    private static void fill(byte[] lengths, int from, int to, int length) {
        java.util.Arrays.fill(lengths, from, to + 1, (byte) length);
    }

    /**
     * Bytes of the instruction at {@code at}.
     *
     * @param place its distance from the beginning of the method's code, on which the length of a switch depends
     */
    static int length(ClassFile file, int at, int place) {
        int instruction = file.u1(at);
        int length = LENGTHS[instruction];
        if (length > 0) {
            return length;
        }
        if (instruction == WIDE) {
            return file.u1(at + 1) == IINC ? WIDE_IINC_LENGTH : WIDE_LENGTH;
        }
        int padding = padding(place);
        int head = at + 1 + padding;
        if (instruction == LOOKUPSWITCH) {
            return 1 + padding + LOOKUP_HEAD + 2 * ClassFile.U4 * file.u4(head + ClassFile.U4);
        }
        int low = file.u4(head + ClassFile.U4);
        int high = file.u4(head + 2 * ClassFile.U4);
        return 1 + padding + TABLE_HEAD + ClassFile.U4 * (high - low + 1);
    }

    /** Bytes between a switch and what it has, which begins at a multiple of four. */
    static int padding(int place) {
        return 3 - (place & 3);
    }

    static boolean isReturn(int instruction) {
        return instruction >= IRETURN && instruction <= RETURN;
    }

    /** Whether it goes to a place that it names by two bytes. */
    static boolean isJump(int instruction) {
        return (instruction >= IFEQ && instruction <= JSR) || instruction == IFNULL || instruction == IFNONNULL;
    }

    /** The same with four bytes. */
    static boolean isWideJump(int instruction) {
        return instruction == GOTO_W || instruction == JSR_W;
    }

    static boolean isSwitch(int instruction) {
        return instruction == TABLESWITCH || instruction == LOOKUPSWITCH;
    }

    static boolean isTable(int instruction) {
        return instruction == TABLESWITCH;
    }
}
