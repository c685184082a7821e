package io.crowsnest.telemetry;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What we know of objects of the application that have no room for it, compared by identity and held weakly: an object must not
 * live longer because of us. A value that refers to its object must hold it weakly, too.
 *
 * <p>Chained buckets under a few locks, each held for some nanoseconds. Only {@link #put} makes an object, one; what is
 * {@link #remove removed} is no business of the garbage collector any more.
 */
public final class WeakIdentityMap<V> {

    /** Threads that look up different objects rarely meet. */
    private static final int STRIPES = 16;

    private final Stripe<V>[] stripes = newStripes();

    /** Remembers {@code value} for as long as {@code key} lives; returns what it takes the place of, or null. */
    public @Nullable V put(Object key, V value) {
        int hash = hash(key);
        return stripe(hash).put(key, hash, value);
    }

    /** What is remembered of {@code key}; null for nothing. */
    public @Nullable V get(Object key) {
        int hash = hash(key);
        return stripe(hash).get(key, hash);
    }

    /** Forgets what is remembered of {@code key}, and returns it; null for nothing. */
    public @Nullable V remove(Object key) {
        int hash = hash(key);
        return stripe(hash).remove(key, hash);
    }

    /** True if nothing is remembered: cheaper than asking. */
    public boolean isEmpty() {
        for (Stripe<V> stripe : stripes) {
            if (stripe.size != 0) {
                return false;
            }
        }
        return true;
    }

    int size() {
        int size = 0;
        for (Stripe<V> stripe : stripes) {
            size += stripe.size;
        }
        return size;
    }

    /** The lowest bits choose the stripe, those above them the bucket. */
    private static int hash(Object key) {
        int hash = System.identityHashCode(key);
        return hash ^ (hash >>> 16);
    }

    private Stripe<V> stripe(int hash) {
        return stripes[hash & (STRIPES - 1)];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> Stripe<V>[] newStripes() {
        Stripe<V>[] all = new Stripe[STRIPES];
        for (int i = 0; i < STRIPES; i++) {
            all[i] = new Stripe<>();
        }
        return all;
    }

    private static final class Entry<V> extends WeakReference<Object> {
        private final int hash;
        private V value;
        private @Nullable Entry<V> next;

        Entry(Object object, ReferenceQueue<Object> queue, int hash, V value, @Nullable Entry<V> next) {
            super(object, queue);
            this.hash = hash;
            this.value = value;
            this.next = next;
        }
    }

    /** Its own lock. */
    private static final class Stripe<V> {

        private final ReferenceQueue<Object> dead = new ReferenceQueue<>();
        private @Nullable Entry<V>[] buckets = newBuckets(4);
        private volatile int size;

        synchronized @Nullable V put(Object key, int hash, V value) {
            for (Reference<?> gone = dead.poll(); gone != null; gone = dead.poll()) {
                unlink((Entry<?>) gone);
            }
            Entry<V> known = find(key, hash);
            if (known != null) {
                V previous = known.value;
                known.value = value;
                return previous;
            }
            if (size >= buckets.length) {
                grow();
            }
            int at = bucket(hash, buckets.length);
            buckets[at] = new Entry<>(key, dead, hash, value, buckets[at]);
            size = size + 1;
            return null;
        }

        synchronized @Nullable V get(Object key, int hash) {
            Entry<V> known = find(key, hash);
            return known == null ? null : known.value;
        }

        synchronized @Nullable V remove(Object key, int hash) {
            Entry<V> known = find(key, hash);
            if (known == null) {
                return null;
            }
            // Not cleared: nobody refers to it any more, so the garbage collector does not look at it, and clearing is
            // a native call.
            unlink(known);
            return known.value;
        }

        private @Nullable Entry<V> find(Object key, int hash) {
            Entry<V> entry = buckets[bucket(hash, buckets.length)];
            while (entry != null && !(entry.hash == hash && entry.refersTo(key))) {
                entry = entry.next;
            }
            return entry;
        }

        /** One that was removed before its object died may still come out of the queue: then it is not there. */
        private synchronized void unlink(Entry<?> gone) {
            int at = bucket(gone.hash, buckets.length);
            Entry<V> before = null;
            for (Entry<V> entry = buckets[at]; entry != null; before = entry, entry = entry.next) {
                if (entry == gone) {
                    if (before == null) {
                        buckets[at] = entry.next;
                    } else {
                        before.next = entry.next;
                    }
                    size = size - 1;
                    return;
                }
            }
        }

        private void grow() {
            @Nullable Entry<V>[] larger = newBuckets(2 * buckets.length);
            for (Entry<V> entry : buckets) {
                while (entry != null) {
                    Entry<V> next = entry.next;
                    int at = bucket(entry.hash, larger.length);
                    entry.next = larger[at];
                    larger[at] = entry;
                    entry = next;
                }
            }
            buckets = larger;
        }

        private static int bucket(int hash, int buckets) {
            return (hash / STRIPES) & (buckets - 1);
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static <V> @Nullable Entry<V>[] newBuckets(int count) {
            return new Entry[count];
        }
    }
}
