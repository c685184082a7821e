package io.crowsnest.exporter.prometheus;

import java.util.Arrays;

/**
 * What a scrape was packed to, part by part, and the one before, of which the next takes over what has not changed: most series of most
 * services stand still from one scrape to the next, and packing costs several times as much as all else. Not for two threads at once.
 */
final class Packed {

    /** A part may have moved by so many, because there are more or fewer before it. */
    private static final int NEARBY = 4;

    private static final int FIRST_PARTS = 16;

    private Parts now = new Parts();
    private Parts before = new Parts();

    /** Where in {@link #before} the next part is expected. */
    private int expected;

    /** The bytes of one scrape, and of each part what it was made of and where it ends. */
    private static final class Parts {
        private final Bytes bytes = new Bytes(4 * 1024);
        private long[] keys = new long[FIRST_PARTS];
        private int[] ends = new int[FIRST_PARTS];
        private int count;

        private int start(int part) {
            return part == 0 ? Gzip.HEADER_LENGTH : ends[part - 1];
        }
    }

    /** Begins anew. Returns where to put what is packed. */
    Bytes begin() {
        Parts older = before;
        before = now;
        now = older;
        now.bytes.truncate(0);
        now.count = 0;
        expected = 0;
        return now.bytes;
    }

    /** What was packed last. */
    Bytes bytes() {
        return now.bytes;
    }

    /** Adds a part as it was packed before; false if there was none with this key nearby. */
    boolean reuse(long key) {
        int last = Math.min(before.count - 1, expected + NEARBY);
        for (int part = Math.max(0, expected - NEARBY); part <= last; part++) {
            if (before.keys[part] == key) {
                int start = before.start(part);
                now.bytes.put(before.bytes.array(), start, before.ends[part] - start);
                expected = part;
                return true;
            }
        }
        return false;
    }

    /** The part with this key ends here. */
    void end(long key) {
        if (now.count == now.keys.length) {
            now.keys = Arrays.copyOf(now.keys, 2 * now.count);
            now.ends = Arrays.copyOf(now.ends, 2 * now.count);
        }
        now.keys[now.count] = key;
        now.ends[now.count] = now.bytes.size();
        now.count++;
        expected++;
    }
}
