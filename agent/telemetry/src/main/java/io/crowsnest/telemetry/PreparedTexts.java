package io.crowsnest.telemetry;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * SQL text by prepared statement, compared by identity and held weakly: drivers have no common way to ask a statement for
 * its text, and a statement must not live longer because of us.
 */
final class PreparedTexts {

    private final ConcurrentHashMap<Object, String> texts = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> dead = new ReferenceQueue<>();

    void put(Object statement, String sql) {
        for (Reference<?> gone = dead.poll(); gone != null; gone = dead.poll()) {
            texts.remove(gone);
        }
        texts.put(new Key(statement, dead), sql);
    }

    @Nullable
    String get(Object statement) {
        return texts.get(new Probe(statement));
    }

    int size() {
        return texts.size();
    }

    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object statement, ReferenceQueue<Object> queue) {
            super(statement, queue);
            this.hash = System.identityHashCode(statement);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    /** Finds the key of a statement without making a reference; the map asks the probe, not the key. */
    private static final class Probe {
        private final Object statement;

        Probe(Object statement) {
            this.statement = statement;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(statement);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.refersTo(statement);
        }
    }
}
