package io.crowsnest.telemetry;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers something of an object of the application: compared by identity, and held weakly, so that it lives no longer for us. */
public final class WeakIdentityMap<V> {

    private final ConcurrentHashMap<Object, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

    /** Remembers {@code value} for as long as {@code key} lives. */
    public void put(Object key, V value) {
        for (Reference<?> gone = dead.poll(); gone != null; gone = dead.poll()) {
            values.remove(gone);
        }
        values.put(new Key(key, dead), value);
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
