package io.crowsnest.exporter.prometheus;

import java.util.Arrays;

/** A code of deflate (RFC 1951, section 3.2.2): short for symbols that are frequent. Used again for block after block. */
final class HuffmanCode {

    private static final int LONGEST = 15;

    /** Where the length begins in a {@linkplain #code code}. */
    static final int LENGTH_SHIFT = 16;

    private final int[] counts;
    private final int[] lengths;

    /** Bits of each symbol, the first one lowest, and above {@link #LENGTH_SHIFT} how many they are. */
    private final int[] codes;

    /** Of trees: how often, and which; leaves first, then those made of two, the rarest first. */
    private final long[] sorted;

    private final int[] totals;
    private final int[] parents;

    /** By length: how many codes, then the next one. */
    private final int[] next = new int[LONGEST + 1];

    HuffmanCode(int symbols) {
        counts = new int[symbols];
        lengths = new int[symbols];
        codes = new int[symbols];
        sorted = new long[symbols];
        totals = new int[2 * symbols];
        parents = new int[2 * symbols];
    }

    /** Nothing has been seen. */
    void reset() {
        Arrays.fill(counts, 0);
    }

    /** The symbol is to be written once more. */
    void count(int symbol) {
        counts[symbol]++;
    }

    /** Finds the code for what was counted, which has to be two symbols at least. */
    void build() {
        int longest = assignLengths();
        while (longest > LONGEST) {
            // The less counts differ, the less do lengths.
            for (int i = 0; i < counts.length; i++) {
                counts[i] = (counts[i] + 1) / 2;
            }
            longest = assignLengths();
        }
        assignBits();
    }

    /** In which bits the symbol is written, the first one lowest, and above {@link #LENGTH_SHIFT} how many they are. */
    int code(int symbol) {
        return codes[symbol];
    }

    /** How many bits the symbol takes; 0 if it was not counted. */
    int length(int symbol) {
        return lengths[symbol];
    }

    /** Joins the two rarest trees until there is one (Huffman 1952). Returns the greatest depth. */
    private int assignLengths() {
        int leaves = 0;
        for (int i = 0; i < counts.length; i++) {
            lengths[i] = 0;
            if (counts[i] > 0) {
                sorted[leaves++] = ((long) counts[i] << Integer.SIZE) | i;
            }
        }
        Arrays.sort(sorted, 0, leaves);
        for (int i = 0; i < leaves; i++) {
            totals[i] = (int) (sorted[i] >>> Integer.SIZE);
        }
        int root = join(leaves);
        int longest = 0;
        parents[root] = 0;
        // From here on the depth of a tree, known from that of the one that it is a part of.
        int[] depths = parents;
        for (int tree = root - 1; tree >= 0; tree--) {
            depths[tree] = depths[parents[tree]] + 1;
        }
        for (int i = 0; i < leaves; i++) {
            lengths[(int) sorted[i]] = depths[i];
            longest = Math.max(longest, depths[i]);
        }
        return longest;
    }

    /** Returns the tree that has all others. */
    private int join(int leaves) {
        int leaf = 0;
        int joined = leaves;
        int next = leaves;
        for (; next < 2 * leaves - 1; next++) {
            int total = 0;
            for (int i = 0; i < 2; i++) {
                boolean isLeafRarer = joined == next || (leaf < leaves && totals[leaf] <= totals[joined]);
                int rarest = isLeafRarer ? leaf++ : joined++;
                parents[rarest] = next;
                total += totals[rarest];
            }
            totals[next] = total;
        }
        return next - 1;
    }

    /** In the order of lengths, then of symbols. */
    private void assignBits() {
        Arrays.fill(next, 0);
        for (int length : lengths) {
            next[length]++;
        }
        int code = 0;
        int before = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code = (code + before) << 1;
            before = next[length];
            next[length] = code;
        }
        for (int i = 0; i < lengths.length; i++) {
            int length = lengths[i];
            if (length > 0) {
                codes[i] = (Integer.reverse(next[length]++) >>> (Integer.SIZE - length)) | (length << LENGTH_SHIFT);
            }
        }
    }
}
