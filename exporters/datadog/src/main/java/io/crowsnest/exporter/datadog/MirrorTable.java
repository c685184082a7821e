package io.crowsnest.exporter.datadog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds a series by the bytes of its name, type and tags, without making an object: open addressing, linear probing. Tags in another order are
 * another key, which leads to the same series.
 */
final class MirrorTable {

    /** What hostile tags may take up; whoever comes later is looked up the long way each time. */
    private static final int MOST_KEYS = 100_000;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** 2^64 divided by the golden ratio: spreads whatever it is multiplied with over the upper bits. */
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private @Nullable Entry[] slots = new Entry[1024];
    private int size;

    private static final class Entry {
        private final byte[] key;
        private final int hash;
        private final MirroredSeries series;

        Entry(byte[] key, int hash, MirroredSeries series) {
            this.key = key;
            this.hash = hash;
            this.series = series;
        }
    }

    int size() {
        return size;
    }

    @Nullable
    MirroredSeries find(StatsdLine line) {
        int hash = hash(line);
        for (int at = hash & (slots.length - 1); ; at = (at + 1) & (slots.length - 1)) {
            Entry entry = slots[at];
            if (entry == null) {
                return null;
            }
            if (entry.hash == hash && isOf(entry.key, line)) {
                return entry.series;
            }
        }
    }

    /** Remembers the series of a line, if there is room. */
    void put(StatsdLine line, MirroredSeries series) {
        if (size >= MOST_KEYS) {
            return;
        }
        if (2 * (size + 1) > slots.length) {
            rehash(2 * slots.length, each -> true);
        }
        insert(new Entry(key(line), hash(line), series));
    }

    /** Forgets all series but these. */
    void keep(Predicate<MirroredSeries> wanted) {
        rehash(slots.length, wanted);
    }

    private void rehash(int length, Predicate<MirroredSeries> wanted) {
        @Nullable Entry[] old = slots;
        slots = new Entry[length];
        size = 0;
        for (Entry each : old) {
            if (each != null && wanted.test(each.series)) {
                insert(each);
            }
        }
    }

    private void insert(Entry entry) {
        int at = entry.hash & (slots.length - 1);
        while (slots[at] != null) {
            at = (at + 1) & (slots.length - 1);
        }
        slots[at] = entry;
        size++;
    }

    private static byte[] key(StatsdLine line) {
        int name = line.nameEnd - line.start;
        int tags = line.tagsEnd - line.tagsStart;
        byte[] key = new byte[name + 1 + tags];
        System.arraycopy(line.bytes, line.start, key, 0, name);
        key[name] = (byte) line.type;
        System.arraycopy(line.bytes, line.tagsStart, key, name + 1, tags);
        return key;
    }

    private static boolean isOf(byte[] key, StatsdLine line) {
        int name = line.nameEnd - line.start;
        int tags = line.tagsEnd - line.tagsStart;
        return key.length == name + 1 + tags
                && key[name] == line.type
                && Arrays.equals(key, 0, name, line.bytes, line.start, line.nameEnd)
                && Arrays.equals(key, name + 1, key.length, line.bytes, line.tagsStart, line.tagsEnd);
    }

    private static int hash(StatsdLine line) {
        long name = mixed(line.type, line.bytes, line.start, line.nameEnd);
        return (int) mixed(name, line.bytes, line.tagsStart, line.tagsEnd);
    }

    /** Eight bytes at once: byte by byte this would cost more than all else that is done with a line. */
    private static long mixed(long hash, byte[] bytes, int from, int to) {
        long mixed = hash;
        int last = to - Long.BYTES;
        if (last < from) {
            for (int i = from; i < to; i++) {
                mixed = mixed(mixed, bytes[i]);
            }
            return mixed;
        }
        for (int i = from; i < last; i += Long.BYTES) {
            mixed = mixed(mixed, (long) WORDS.get(bytes, i));
        }
        // Some bytes twice instead of the last ones alone.
        return mixed(mixed, (long) WORDS.get(bytes, last));
    }

    private static long mixed(long hash, long word) {
        long product = (hash ^ word) * ODD;
        return product ^ (product >>> 32);
    }
}
