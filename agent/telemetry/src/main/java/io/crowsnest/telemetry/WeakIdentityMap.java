package io.crowsnest.telemetry;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What we know of objects of the application that have no room for it, compared by identity and held weakly: an object must not
 * live longer because of us. A value that refers to its object must hold it weakly, too.
 */
public final class WeakIdentityMap<V> {

    private final ConcurrentHashMap<Object, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

    /** Remembers {@code value} for as long as {@code key} lives; returns what it takes the place of, or null. */
    public @Nullable V put(Object key, V value) {
        for (Reference<?> gone = dead.poll(); gone != null; gone = dead.poll()) {
            values.remove(gone);
        }
        return values.put(new Key(key, dead), value);
    }

    /** What is remembered of {@code key}; null for nothing. */
    public @Nullable V get(Object key) {
        return values.get(new Probe(key));
    }

    /** Forgets what is remembered of {@code key}, and returns it; null for nothing. */
    public @Nullable V remove(Object key) {
        return values.remove(new Probe(key));
    }

    /** True if nothing is remembered: cheaper than asking. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    int size() {
        return values.size();
    }

    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            this.hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            Object mine = get();
            return this == other || (mine != null && other instanceof Key key && key.refersTo(mine));
        }
    }

    /** Finds the key of an object without making a reference; the map asks the probe, not the key. */
    private static final class Probe {
        private final Object object;

        Probe(Object object) {
            this.object = object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.refersTo(object);
        }
    }
}
