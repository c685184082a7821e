package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/** Ids in an open-addressed table: a reference or two for each, where a {@link java.util.HashSet} takes ten times as much. */
final class IdSet {

    private @Nullable Meter.Id[] slots = new Meter.Id[4];
    private int size;

    int size() {
        return size;
    }

    boolean contains(Meter.Id id) {
        return slots[find(slots, id)] != null;
    }

    void add(Meter.Id id) {
        int at = find(slots, id);
        if (slots[at] != null) {
            return;
        }
        slots[at] = id;
        size++;
        if (2 * size > slots.length) {
            resize();
        }
    }

    void remove(Meter.Id id) {
        int at = find(slots, id);
        if (slots[at] == null) {
            return;
        }
        slots[at] = null;
        size--;
        // Those behind may have been pushed there by who left.
        int mask = slots.length - 1;
        for (int next = (at + 1) & mask; ; next = (next + 1) & mask) {
            Meter.Id moved = slots[next];
            if (moved == null) {
                return;
            }
            slots[next] = null;
            slots[find(slots, moved)] = moved;
        }
    }

    private void resize() {
        @Nullable Meter.Id[] more = new Meter.Id[2 * slots.length];
        for (Meter.Id id : slots) {
            if (id != null) {
                more[find(more, id)] = id;
            }
        }
        slots = more;
    }

    /** Where {@code id} is, or the empty slot where it belongs. */
    private static int find(@Nullable Meter.Id[] slots, Meter.Id id) {
        int hash = id.hashCode();
        int mask = slots.length - 1;
        int at = (hash ^ (hash >>> 16)) & mask;
        for (Meter.Id there = slots[at]; there != null && !there.equals(id); there = slots[at]) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
