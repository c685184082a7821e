package io.crowsnest.exporter.prometheus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Compresses text of many similar lines (RFC 1951) as small as zlib does at its fastest, in less time. Not for two threads at once.
 *
 * <p>What was there before is looked for in two places only: as far back as the last time, which leads to the line before, and where the same six bytes were
 * last seen. Nothing is looked for where a digit comes: behind what a repetition has covered that is a figure which has changed. A block is what fits
 * into a table; each has its own codes.
 */
final class FastDeflater {

    private static final int LONGEST = 258;
    private static final int FARTHEST = 1 << 15;

    /** Bytes that are looked up. Fewer would find digits again by chance, which is not worth it. */
    private static final int LOOKED_UP = 6;

    private static final int LOOKED_UP_SHIFT = (Long.BYTES - LOOKED_UP) * Byte.SIZE;
    private static final int HASH_BITS = 12;

    /** Of the golden ratio: its products are spread evenly. */
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private static final int END_OF_BLOCK = 256;
    private static final int FIRST_LENGTH = 257;
    private static final int LITERALS_AND_LENGTHS = 286;
    private static final int DISTANCES = 30;

    /** Of the symbols for lengths the one that stands for the longest alone. */
    private static final int LAST_LENGTH = LITERALS_AND_LENGTHS - FIRST_LENGTH - 1;

    /** Literals and repetitions in a block. */
    private static final int BLOCK = 16 * 1024;

    /** A repetition is its distance, from here on, and its length; a literal has no distance. */
    private static final int DISTANCE_SHIFT = 9;

    private static final int LENGTH_MASK = (1 << DISTANCE_SHIFT) - 1;

    /** In which order lengths of codes of lengths of codes come (RFC 1951, section 3.2.7): 16 to 18, then 0 to 15. */
    private static final int UNUSED_CODES = 3;

    private static final int CODES_OF_LENGTHS = 19;

    /** The most that the head of a block takes, and the most of each thing in it. */
    private static final int MOST_OF_HEAD = 256;

    private static final int MOST_OF_EACH = 6;

    private static final int CODE_BITS = (1 << HuffmanCode.LENGTH_SHIFT) - 1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] LENGTH_SYMBOLS = lengthSymbols();

    /** Behind where six bytes with a hash were last seen; 0 for nowhere. */
    private final int[] seen = new int[1 << HASH_BITS];

    private final int[] block = new int[BLOCK];
    private int blockSize;
    private final HuffmanCode symbols = new HuffmanCode(LITERALS_AND_LENGTHS);
    private final HuffmanCode distances = new HuffmanCode(DISTANCES);

    private byte[] target = {};
    private int end;

    /** What does not fill four bytes yet. */
    private long bits;

    private int count;

    /** Which of the symbols from {@link #FIRST_LENGTH} on a length has. */
    private static byte[] lengthSymbols() {
        byte[] symbolOf = new byte[LONGEST + 1];
        for (int length = 3; length < LONGEST; length++) {
            int symbol = 0;
            while (symbol + 1 < LAST_LENGTH && firstLength(symbol + 1) <= length) {
                symbol++;
            }
            symbolOf[length] = (byte) symbol;
        }
        symbolOf[LONGEST] = LAST_LENGTH;
        return symbolOf;
    }

    /** Four symbols have the same number of bits that tell lengths of one from each other. */
    private static int lengthBits(int symbol) {
        return symbol < 8 || symbol == LAST_LENGTH ? 0 : symbol / 4 - 1;
    }

    private static int firstLength(int symbol) {
        if (symbol == LAST_LENGTH) {
            return LONGEST;
        }
        return symbol < 8 ? 3 + symbol : 3 + ((4 + symbol % 4) << (symbol / 4 - 1));
    }

    /** Two symbols have the same number. */
    private static int distanceBits(int symbol) {
        return symbol < 4 ? 0 : symbol / 2 - 1;
    }

    private static int firstDistance(int symbol) {
        return symbol < 4 ? 1 + symbol : 1 + ((2 + symbol % 2) << (symbol / 2 - 1));
    }

    private static int distanceSymbol(int distance) {
        int exact = distance - 1;
        int high = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(exact | 1);
        return exact < 4 ? exact : 2 * high + ((exact >>> (high - 1)) & 1);
    }

    /** Adds {@code plain}, compressed, to {@code compressed}. */
    void deflate(Bytes plain, Bytes compressed) {
        Arrays.fill(seen, 0);
        beginBlock();
        byte[] in = plain.array();
        int length = plain.size();
        int back = Integer.MAX_VALUE;
        int at = 0;
        while (at < length) {
            int from = at + Long.BYTES > length ? -1 : before(in, at, back);
            if (from < 0) {
                add(in[at++] & 0xFF);
            } else {
                int most = Math.min(LONGEST, length - at);
                int other = Arrays.mismatch(in, from, from + most, in, at, at + most);
                int repeated = other < 0 ? most : other;
                back = at - from;
                addRepetition(back, repeated);
                at += repeated;
            }
            if (blockSize == BLOCK) {
                endBlock(false, compressed);
                beginBlock();
            }
        }
        endBlock(true, compressed);
        flush(compressed);
    }

    /** Where what comes next was before, if that is found and near enough; else negative. */
    private int before(byte[] in, int at, int back) {
        if (isDigit(in[at])) {
            return -1;
        }
        long next = (long) LONGS.get(in, at);
        int from = at - back;
        if (from >= 0 && (int) INTS.get(in, from) == (int) next) {
            return from;
        }
        int slot = (int) (((next << LOOKED_UP_SHIFT) * HASH_FACTOR) >>> (Long.SIZE - HASH_BITS));
        int last = seen[slot] - 1;
        seen[slot] = at + 1;
        boolean isNear = last >= 0 && at - last <= FARTHEST;
        return isNear && ((long) LONGS.get(in, last) ^ next) << LOOKED_UP_SHIFT == 0 ? last : -1;
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private void beginBlock() {
        blockSize = 0;
        symbols.reset();
        distances.reset();
        symbols.count(END_OF_BLOCK);
        // A code has two symbols at least, wanted or not.
        symbols.count(0);
        distances.count(0);
        distances.count(1);
    }

    private void add(int literal) {
        block[blockSize++] = literal;
        symbols.count(literal);
    }

    private void addRepetition(int distance, int length) {
        block[blockSize++] = (distance << DISTANCE_SHIFT) | length;
        symbols.count(FIRST_LENGTH + LENGTH_SYMBOLS[length]);
        distances.count(distanceSymbol(distance));
    }

    private void endBlock(boolean isLast, Bytes compressed) {
        compressed.ensure(MOST_OF_HEAD + blockSize * MOST_OF_EACH);
        target = compressed.array();
        end = compressed.size();
        symbols.build();
        distances.build();
        putHead(isLast);
        for (int i = 0; i < blockSize; i++) {
            int next = block[i];
            int distance = next >>> DISTANCE_SHIFT;
            if (distance == 0) {
                put(symbols.code(next));
            } else {
                putRepetition(distance, next & LENGTH_MASK);
            }
        }
        put(symbols.code(END_OF_BLOCK));
        compressed.added(end - compressed.size());
    }

    /** Says the length of each code in four bits: the code of lengths is the one in which all have four. */
    private void putHead(boolean isLast) {
        put(isLast ? 0b101 : 0b100, 3);
        put(LITERALS_AND_LENGTHS - FIRST_LENGTH, 5);
        put(DISTANCES - 1, 5);
        put(CODES_OF_LENGTHS - 4, 4);
        for (int i = 0; i < CODES_OF_LENGTHS; i++) {
            put(i < UNUSED_CODES ? 0 : 4, 3);
        }
        putLengths(symbols, LITERALS_AND_LENGTHS);
        putLengths(distances, DISTANCES);
    }

    private void putLengths(HuffmanCode code, int size) {
        for (int i = 0; i < size; i++) {
            put(Integer.reverse(code.length(i)) >>> (Integer.SIZE - 4), 4);
        }
    }

    private void putRepetition(int distance, int length) {
        int symbol = LENGTH_SYMBOLS[length];
        put(symbols.code(FIRST_LENGTH + symbol));
        put(length - firstLength(symbol), lengthBits(symbol));
        int distanceSymbol = distanceSymbol(distance);
        put(distances.code(distanceSymbol));
        put(distance - firstDistance(distanceSymbol), distanceBits(distanceSymbol));
    }

    private void put(int code) {
        put(code & CODE_BITS, code >>> HuffmanCode.LENGTH_SHIFT);
    }

    private void put(int value, int valueBits) {
        bits |= (long) value << count;
        count += valueBits;
        if (count >= Integer.SIZE) {
            INTS.set(target, end, (int) bits);
            end += Integer.BYTES;
            bits >>>= Integer.SIZE;
            count -= Integer.SIZE;
        }
    }

    private void flush(Bytes compressed) {
        for (; count > 0; count -= Byte.SIZE) {
            compressed.put((int) bits);
            bits >>>= Byte.SIZE;
        }
        bits = 0;
        count = 0;
        target = new byte[0];
    }
}
