package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Packs bytes in Snappy's block format (format_description.txt of google/snappy), which remote write asks for:
 *
 * <pre>
 *   length of all, as a varint, then elements whose lowest two bits say what they are
 *   00  literal: length - 1 in the upper six bits; 60 and 61: in the one or two bytes that follow
 *   01  copy of 4 to 11 bytes: length - 4 in bits 2 to 4, distance in bits 5 to 7 and the byte that follows
 *   10  copy of 1 to 64 bytes: length - 1 in the upper six bits, distance in the two bytes that follow
 * </pre>
 *
 * <p>What is equal is looked for by a hash of four bytes, in pieces of 64 KiB, so that two bytes suffice for a distance. The library for
 * Java brings native code or {@code Unsafe}, which an agent must not.
 */
final class SnappyBlock {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PIECE = 1 << 16;
    private static final int HASH_BITS = 14;
    private static final int SHORTEST = 4;
    private static final int LONGEST_COPY = 64;
    private static final int LONGEST_SHORT_COPY = 11;
    private static final int NEAR = 1 << 11;

    /** The step from one attempt to the next is this many of them, divided by as much: it grows where nothing is equal. */
    private static final int PATIENCE = 32;

    private final char[] seenAt = new char[1 << HASH_BITS];

    /** Replaces what is in {@code packed}. */
    void pack(Bytes plain, Bytes packed) {
        packed.truncate(0);
        int size = plain.size();
        int rest = size;
        while (rest > 0x7f) {
            packed.put((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        packed.put(rest);
        for (int from = 0; from < size; from += PIECE) {
            pack(plain.array(), from, Math.min(from + PIECE, size), packed);
        }
    }

    private void pack(byte[] in, int from, int to, Bytes out) {
        Arrays.fill(seenAt, '\0');
        int literal = from;
        int at = from;
        int misses = PATIENCE;
        while (at <= to - SHORTEST) {
            int word = (int) WORD.get(in, at);
            int slot = (word * 0x1e35a7bd) >>> (Integer.SIZE - HASH_BITS);
            int before = from + seenAt[slot];
            seenAt[slot] = (char) (at - from);
            if (before < at && (int) WORD.get(in, before) == word) {
                int same = Arrays.mismatch(in, before, before + to - at, in, at, to);
                int length = same < 0 ? to - at : same;
                literal(in, literal, at, out);
                copy(at - before, length, out);
                at += length;
                literal = at;
                misses = PATIENCE;
            } else {
                at += misses++ / PATIENCE;
            }
        }
        literal(in, literal, to, out);
    }

    private static void literal(byte[] in, int from, int to, Bytes out) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int last = length - 1;
        if (last < 60) {
            out.put(last << 2);
        } else if (last < 1 << Byte.SIZE) {
            out.put(60 << 2).put(last);
        } else {
            out.put(61 << 2).put(last).put(last >>> Byte.SIZE);
        }
        out.put(in, from, length);
    }

    private static void copy(int distance, int length, Bytes out) {
        int rest = length;
        while (rest >= LONGEST_COPY + SHORTEST) {
            farCopy(distance, LONGEST_COPY, out);
            rest -= LONGEST_COPY;
        }
        if (rest > LONGEST_COPY) {
            // What remains must not be shorter than a short copy can be.
            farCopy(distance, LONGEST_COPY - SHORTEST, out);
            rest -= LONGEST_COPY - SHORTEST;
        }
        if (rest <= LONGEST_SHORT_COPY && distance < NEAR) {
            out.put(1 | ((rest - SHORTEST) << 2) | ((distance >>> Byte.SIZE) << 5))
                    .put(distance);
        } else {
            farCopy(distance, rest, out);
        }
    }

    private static void farCopy(int distance, int length, Bytes out) {
        out.put(2 | ((length - 1) << 2)).put(distance).put(distance >>> Byte.SIZE);
    }
}
