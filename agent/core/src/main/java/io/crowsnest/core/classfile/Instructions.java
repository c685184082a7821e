package io.crowsnest.core.classfile;

import java.util.Arrays;

/** The instructions that weaving writes or has to know (JVM specification, chapter 6). */
public final class Instructions {

    public static final int ACONST_NULL = 1;
    public static final int ICONST_0 = 3;
    public static final int LCONST_0 = 9;
    public static final int FCONST_0 = 11;
    public static final int DCONST_0 = 14;
    public static final int BIPUSH = 16;
    public static final int SIPUSH = 17;
    public static final int LDC_W = 19;
    public static final int ILOAD = 21;
    public static final int ALOAD = 25;
    public static final int ILOAD_0 = 26;
    public static final int ASTORE = 58;
    public static final int ASTORE_0 = 75;
    public static final int AASTORE = 83;
    public static final int POP = 87;
    public static final int POP2 = 88;
    public static final int DUP = 89;
    public static final int DUP_X1 = 90;
    public static final int DUP_X2 = 91;
    public static final int DUP2 = 92;
    public static final int SWAP = 95;
    public static final int TABLESWITCH = 170;
    public static final int IRETURN = 172;
    public static final int RETURN = 177;
    public static final int GETSTATIC = 178;
    public static final int PUTSTATIC = 179;
    public static final int INVOKEVIRTUAL = 182;
    public static final int INVOKESTATIC = 184;
    public static final int INVOKEDYNAMIC = 186;
    public static final int ANEWARRAY = 189;
    public static final int ATHROW = 191;
    public static final int CHECKCAST = 192;
    public static final int WIDE = 196;
    public static final int IFNONNULL = 199;

    private static final int IINC = 132;
    private static final int IFEQ = 153;
    private static final int JSR = 168;
    private static final int LOOKUPSWITCH = 171;
    private static final int IFNULL = 198;
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
        Arrays.fill(lengths, (byte) 1);
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
        fill(lengths, GETSTATIC, INVOKESTATIC, 3);
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
        Arrays.fill(lengths, from, to + 1, (byte) length);
    }

    /**
     * Bytes of the instruction at {@code at}.
     *
     * @param place its distance from the beginning of the method's code, on which the length of a switch depends
     */
    public static int length(ClassFile file, int at, int place) {
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
    public static int padding(int place) {
        return 3 - (place & 3);
    }

    /** Whether the method ends here without an exception. */
    public static boolean isReturn(int instruction) {
        return instruction >= IRETURN && instruction <= RETURN;
    }

    /** Whether it goes to a place that it names by two bytes. */
    public static boolean isJump(int instruction) {
        return (instruction >= IFEQ && instruction <= JSR) || instruction == IFNULL || instruction == IFNONNULL;
    }

    /** The same with four bytes. */
    public static boolean isWideJump(int instruction) {
        return instruction == GOTO_W || instruction == JSR_W;
    }

    /** Whether it goes to one of several places. */
    public static boolean isSwitch(int instruction) {
        return instruction == TABLESWITCH || instruction == LOOKUPSWITCH;
    }

    /** Whether it is a switch over numbers without gaps. */
    public static boolean isTable(int instruction) {
        return instruction == TABLESWITCH;
    }
}
