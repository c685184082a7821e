package io.crowsnest.exporter.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All sources of families beside the registry. */
final class Sources {

    private final List<FamilySource> all = new CopyOnWriteArrayList<>();
    private final Consumer<String> leftOut;

    /** Without a source so far; {@code leftOut} hears of those that fail. */
    Sources(Consumer<String> leftOut) {
        this.leftOut = leftOut;
    }

    void add(FamilySource source) {
        all.add(source);
    }

    /** What they have now, together in {@code nanos}. */
    List<ForeignFamily> read(long nanos) {
        if (all.isEmpty()) {
            return List.of();
        }
        long deadline = System.nanoTime() + nanos;
        List<ForeignFamily> families = new ArrayList<>();
        for (FamilySource source : all) {
            try {
                synchronized (source) {
                    families.addAll(source.read(Math.max(0, deadline - System.nanoTime())));
                }
            } catch (RuntimeException | LinkageError e) {
                leftOut.accept("source left out: " + e);
            }
        }
        return families;
    }
}
