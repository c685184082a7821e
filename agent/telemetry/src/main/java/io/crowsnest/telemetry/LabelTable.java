package io.crowsnest.telemetry;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value that belongs to a combination of up to five labels, without a lock and without garbage.
 *
 * <p>An open-addressed table that is never changed once published: readers probe a volatile array, a writer copies it. A
 * combination is written once and read millions of times, so the copy is cheap where it matters. At most {@code limit}
 * combinations are kept; every further one shares a single value whose labels all read {@value #OVERFLOW}, so that sums
 * stay true.
 */
final class LabelTable<V> {

    static final String OVERFLOW = "overflow";
    static final int MOST_LABELS = 5;

    private final int labels;
    private final int limit;
    private final Function<String[], V> factory;
    private final Runnable onOverflow;
    private volatile @Nullable Entry<V>[] slots = newSlots(16);
    private volatile int size;
    private volatile @Nullable V overflow;

    /**
     * @param labels how many of the five labels are in use
     * @param limit how many combinations get a value of their own
     * @param factory makes the value of a new combination
     * @param onOverflow runs each time a combination beyond the limit is looked up
     */
    LabelTable(int labels, int limit, Function<String[], V> factory, Runnable onOverflow) {
        this.labels = labels;
        this.limit = limit;
        this.factory = factory;
        this.onOverflow = onOverflow;
    }

    V get(String a, String b, String c, String d, String e) {
        int hash = hash(a, b, c, d, e);
        V found = find(slots, hash, a, b, c, d, e);
        if (found != null) {
            return found;
        }
        // Also a table that is full is read without a lock: whoever floods it must not slow the others down.
        V shared = overflow;
        if (shared != null) {
            onOverflow.run();
            return shared;
        }
        return add(hash, a, b, c, d, e);
    }

    int size() {
        return overflow == null ? size : size + 1;
    }

    private synchronized V add(int hash, String a, String b, String c, String d, String e) {
        V raced = find(slots, hash, a, b, c, d, e);
        if (raced != null) {
            return raced;
        }
        if (size >= limit) {
            onOverflow.run();
            V shared = overflow;
            if (shared == null) {
                shared = factory.apply(used(OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW, OVERFLOW));
                overflow = shared;
            }
            return shared;
        }
        Entry<V> entry = new Entry<>(hash, a, b, c, d, e, factory.apply(used(a, b, c, d, e)));
        @Nullable Entry<V>[] next = newSlots(2 * (size + 1) > slots.length ? 2 * slots.length : slots.length);
        for (Entry<V> old : slots) {
            if (old != null) {
                insert(next, old);
            }
        }
        insert(next, entry);
        slots = next;
        size++;
        return entry.value;
    }

    private String[] used(String... values) {
        return java.util.Arrays.copyOf(values, labels);
    }

    private static <V> void insert(@Nullable Entry<V>[] slots, Entry<V> entry) {
        int mask = slots.length - 1;
        int at = entry.hash & mask;
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = entry;
    }

    private static <V> @Nullable V find(
            @Nullable Entry<V>[] slots, int hash, String a, String b, String c, String d, String e) {
        int mask = slots.length - 1;
        for (int at = hash & mask; ; at = (at + 1) & mask) {
            Entry<V> entry = slots[at];
            if (entry == null) {
                return null;
            }
            if (entry.hash == hash && entry.matches(a, b, c, d, e)) {
                return entry.value;
            }
        }
    }

    private static int hash(String a, String b, String c, String d, String e) {
        int hash = a.hashCode();
        hash = 31 * hash + b.hashCode();
        hash = 31 * hash + c.hashCode();
        hash = 31 * hash + d.hashCode();
        hash = 31 * hash + e.hashCode();
        return hash ^ (hash >>> 16);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable Entry<V>[] newSlots(int length) {
        return new Entry[length];
    }

    private record Entry<V>(int hash, String a, String b, String c, String d, String e, V value) {

        boolean matches(String a, String b, String c, String d, String e) {
            return this.a.equals(a) && this.b.equals(b) && this.c.equals(c) && this.d.equals(d) && this.e.equals(e);
        }
    }
}
