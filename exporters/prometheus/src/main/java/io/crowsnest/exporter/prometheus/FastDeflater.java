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

    /** Runs of literals and repetitions in a block. */
    private static final int BLOCK = 8 * 1024;

    /** A repetition is its distance, from here on, and its length; a run of literals has no distance. */
    private static final int DISTANCE_SHIFT = 9;

    private static final int LENGTH_MASK = (1 << DISTANCE_SHIFT) - 1;

    /** In which order lengths of codes of lengths of codes come (RFC 1951, section 3.2.7): 16 to 18, then 0 to 15. */
    private static final int UNUSED_CODES = 3;

    private static final int CODES_OF_LENGTHS = 19;

    /** The most that the head of a block takes, with its end and what is written beyond. */
    private static final int MOST_OF_HEAD = 256;

    /** The most that a literal takes, and a repetition, which is three bytes or more. */
    private static final int MOST_OF_EACH = 2;

    /** Whole bytes among the bits that wait, of which there are fewer than 64. */
    private static final int WHOLE_BYTES = 56;

    private static final int CODE_BITS = (1 << HuffmanCode.LENGTH_SHIFT) - 1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] LENGTH_SYMBOLS = lengthSymbols();

    /** Behind where six bytes with a hash were last seen; 0 for nowhere. */
    private final int[] seen = new int[1 << HASH_BITS];

    private final int[] block = new int[BLOCK];
    private int blockSize;
    private int blockStart;
    private final HuffmanCode symbols = new HuffmanCode(LITERALS_AND_LENGTHS);
    private final HuffmanCode distances = new HuffmanCode(DISTANCES);

    private byte[] target = {};
    private int end;

    /** What does not fill a byte yet. */
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
        beginBlock(0);
        byte[] in = plain.array();
        int length = plain.size();
        int back = Integer.MAX_VALUE;
        int at = 0;
        while (at < length) {
            int from = at + Long.BYTES > length ? -1 : before(in, at, back);
            if (from < 0) {
                at += addLiterals(in, at, Math.min(length, at + LONGEST));
            } else {
                int most = Math.min(LONGEST, length - at);
                int other = Arrays.mismatch(in, from, from + most, in, at, at + most);
                int repeated = other < 0 ? most : other;
                back = at - from;
                addRepetition(back, repeated);
                at += repeated;
            }
            if (blockSize == BLOCK) {
                endBlock(in, at, false, compressed);
                beginBlock(at);
            }
        }
        endBlock(in, at, true, compressed);
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

    private void beginBlock(int at) {
        blockStart = at;
        blockSize = 0;
        symbols.reset();
        distances.reset();
        symbols.count(END_OF_BLOCK);
        // A code has two symbols at least, wanted or not.
        symbols.count(0);
        distances.count(0);
        distances.count(1);
    }

    /** Takes what is at {@code start}, and the digits behind it, as they are. Returns how many bytes these are. */
    private int addLiterals(byte[] in, int start, int most) {
        int at = start;
        do {
            symbols.count(in[at++] & 0xFF);
        } while (at < most && isDigit(in[at]));
        block[blockSize++] = at - start;
        return at - start;
    }

    private void addRepetition(int distance, int length) {
        block[blockSize++] = (distance << DISTANCE_SHIFT) | length;
        symbols.count(FIRST_LENGTH + LENGTH_SYMBOLS[length]);
        distances.count(distanceSymbol(distance));
    }

    private void endBlock(byte[] in, int blockEnd, boolean isLast, Bytes compressed) {
        compressed.ensure(MOST_OF_HEAD + MOST_OF_EACH * (blockEnd - blockStart));
        target = compressed.array();
        end = compressed.size();
        symbols.build();
        distances.build();
        putHead(isLast);
        int at = blockStart;
        for (int i = 0; i < blockSize; i++) {
            int distance = block[i] >>> DISTANCE_SHIFT;
            int length = block[i] & LENGTH_MASK;
            if (distance == 0) {
                putLiterals(in, at, at + length);
            } else {
                putRepetition(distance, length);
            }
            at += length;
        }
        int code = symbols.code(END_OF_BLOCK);
        put(code & CODE_BITS, code >>> HuffmanCode.LENGTH_SHIFT);
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

    /** Two at a time: what waits has room for both, and whether bytes are full by then need not be asked. */
    private void putLiterals(byte[] in, int from, int to) {
        long waiting = bits;
        int all = count;
        int next = end;
        for (int at = from; at < to; at += 2) {
            int code = symbols.code(in[at] & 0xFF);
            waiting |= (long) (code & CODE_BITS) << all;
            all += code >>> HuffmanCode.LENGTH_SHIFT;
            if (at + 1 < to) {
                code = symbols.code(in[at + 1] & 0xFF);
                waiting |= (long) (code & CODE_BITS) << all;
                all += code >>> HuffmanCode.LENGTH_SHIFT;
            }
            LONGS.set(target, next, waiting);
            next += all / Byte.SIZE;
            waiting >>>= all & WHOLE_BYTES;
            all %= Byte.SIZE;
        }
        bits = waiting;
        count = all;
        end = next;
    }

    private void putRepetition(int distance, int length) {
        int symbol = LENGTH_SYMBOLS[length];
        int code = symbols.code(FIRST_LENGTH + symbol);
        long both = code & CODE_BITS;
        int size = code >>> HuffmanCode.LENGTH_SHIFT;
        both |= (long) (length - firstLength(symbol)) << size;
        size += lengthBits(symbol);
        int distanceSymbol = distanceSymbol(distance);
        code = distances.code(distanceSymbol);
        both |= (long) (code & CODE_BITS) << size;
        size += code >>> HuffmanCode.LENGTH_SHIFT;
        both |= (long) (distance - firstDistance(distanceSymbol)) << size;
        put(both, size + distanceBits(distanceSymbol));
    }

    /** Adds at most 56 bits, the lowest first. */
    private void put(long value, int valueBits) {
        bits |= value << count;
        count += valueBits;
        LONGS.set(target, end, bits);
        end += count / Byte.SIZE;
        bits >>>= count & WHOLE_BYTES;
        count %= Byte.SIZE;
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
