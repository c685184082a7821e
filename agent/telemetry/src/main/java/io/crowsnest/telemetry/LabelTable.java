package io.crowsnest.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the value that belongs to a combination of up to five labels, without a lock and without garbage.
 *
 * <p>An open-addressed table that is never changed once published: readers probe a volatile array, a writer copies it. A
 * combination is written once and read millions of times, so the copy is cheap where it matters. Whether a combination gets a
 * value of its own is for the registry to say; when it has folded one into a value that others share, all further ones share it
 * and none of them is kept here.
 *
 * <p>A value that nobody uses leaves in two steps, so that nothing is recorded into one that is gone: first it is only not found any more,
 * and whoever asks for it has it back; a look later, if nothing was recorded meanwhile, it is given up.
 */
final class LabelTable<V> {

    static final int MOST_LABELS = 5;

    private final int labels;
    private final Function<String[], V> factory;
    private final BiPredicate<V, String[]> isFolded;
    private final Runnable onFolded;
    private volatile @Nullable Entry<V>[] slots = newSlots(16);
    private volatile @Nullable Entry<V>[] leaving = newSlots(1);
    private volatile int size;
    private volatile int leavingSize;
    private volatile @Nullable V folded;

    /**
     * @param labels how many of the five labels are in use
     * @param factory makes the value of a new combination
     * @param isFolded whether a value that was made belongs to other labels than those asked for
     * @param onFolded runs each time a combination without a value of its own is looked up
     */
    LabelTable(int labels, Function<String[], V> factory, BiPredicate<V, String[]> isFolded, Runnable onFolded) {
        this.labels = labels;
        this.factory = factory;
        this.isFolded = isFolded;
        this.onFolded = onFolded;
    }

    V get(String a, String b, String c, String d, String e) {
        int hash = hash(a, b, c, d, e);
        V found = find(slots, hash, a, b, c, d, e);
        if (found != null) {
            return found;
        }
        // Also a table that is full is read without a lock: whoever floods it must not slow the others down.
        V shared = folded;
        if (shared != null && find(leaving, hash, a, b, c, d, e) == null) {
            onFolded.run();
            return shared;
        }
        return add(hash, a, b, c, d, e);
    }

    /** How many values there are, those that are leaving and the one that is shared among them. */
    int size() {
        return size + leavingSize + (folded == null ? 0 : 1);
    }

    private synchronized V add(int hash, String a, String b, String c, String d, String e) {
        V raced = find(slots, hash, a, b, c, d, e);
        if (raced != null) {
            return raced;
        }
        V back = find(leaving, hash, a, b, c, d, e);
        if (back != null) {
            keep(new Entry<>(hash, a, b, c, d, e, back));
            leavingSize--;
            return back;
        }
        V shared = folded;
        if (shared == null) {
            String[] used = Arrays.copyOf(new String[] {a, b, c, d, e}, labels);
            V made = factory.apply(used);
            if (!isFolded.test(made, used)) {
                keep(new Entry<>(hash, a, b, c, d, e, made));
                return made;
            }
            folded = made;
            shared = made;
        }
        onFolded.run();
        return shared;
    }

    private synchronized void keep(Entry<V> entry) {
        @Nullable Entry<V>[] next = newSlots(2 * (size + 1) > slots.length ? 2 * slots.length : slots.length);
        for (Entry<V> old : slots) {
            if (old != null) {
                insert(next, old);
            }
        }
        insert(next, entry);
        slots = next;
        size++;
    }

    /**
     * Looks who is idle; to be called at regular times.
     *
     * @param activity a number that changes when a value is used
     * @param looks after so many without a change a value leaves
     * @param giveUp gets what has left for good
     */
    synchronized void look(ToDoubleFunction<V> activity, int looks, Consumer<V> giveUp) {
        List<Entry<V>> stay = new ArrayList<>();
        boolean room = false;
        for (Entry<V> each : leaving) {
            if (each == null || find(slots, each.hash, each.a, each.b, each.c, each.d, each.e) != null) {
                continue;
            }
            if (activity.applyAsDouble(each.value) != each.activity) {
                // Somebody had found it before it left, and used it afterwards.
                stay.add(each);
            } else {
                giveUp.accept(each.value);
                room = true;
            }
        }
        List<Entry<V>> leave = new ArrayList<>();
        for (Entry<V> each : slots) {
            if (each != null) {
                (each.isIdle(activity.applyAsDouble(each.value), looks) ? leave : stay).add(each);
            }
        }
        leaving = tableOf(leave);
        slots = tableOf(stay);
        size = stay.size();
        leavingSize = leave.size();
        if (room) {
            // The next one that is new may have a value of its own.
            folded = null;
        }
    }

    private static <V> @Nullable Entry<V>[] tableOf(List<Entry<V>> entries) {
        int length = 16;
        while (length < 2 * entries.size()) {
            length *= 2;
        }
        @Nullable Entry<V>[] table = newSlots(length);
        entries.forEach(each -> insert(table, each));
        return table;
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

    /** A combination and its value; how it is used is written under the lock of the table. */
    private static final class Entry<V> {

        private final int hash;
        private final String a;
        private final String b;
        private final String c;
        private final String d;
        private final String e;
        private final V value;
        private double activity = Double.NaN;
        private int idleLooks;

        Entry(int hash, String a, String b, String c, String d, String e, V value) {
            this.hash = hash;
            this.a = a;
            this.b = b;
            this.c = c;
            this.d = d;
            this.e = e;
            this.value = value;
        }

        boolean matches(String a, String b, String c, String d, String e) {
            return this.a.equals(a) && this.b.equals(b) && this.c.equals(c) && this.d.equals(d) && this.e.equals(e);
        }

        boolean isIdle(double activityNow, int looks) {
            idleLooks = activityNow == activity ? idleLooks + 1 : 0;
            activity = activityNow;
            return idleLooks >= looks;
        }
    }
}
