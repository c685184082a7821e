package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * Who has a place in a family, by id: a series, or the id of one that is just being made. Open-addressed: a reference or two for
 * each, where a {@link java.util.HashMap} takes ten times as much.
 */
final class Places {

    /** Each a {@link Series} or a {@link Meter.Id}. */
    private @Nullable Object[] slots = new Object[4];

    private int size;

    int size() {
        return size;
    }

    boolean contains(Meter.Id id) {
        return slots[find(slots, id)] != null;
    }

    /** The series that is settled in the place of {@code id}, or null. */
    @Nullable
    Series series(Meter.Id id) {
        return slots[find(slots, id)] instanceof Series series ? series : null;
    }

    /** Gives {@code id} a place unless it has one. */
    void reserve(Meter.Id id) {
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

    /** Puts {@code series} into the place of its id, if that has one. */
    void settle(Series series) {
        int at = find(slots, series.getId());
        if (slots[at] != null) {
            slots[at] = series;
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
            Object moved = slots[next];
            if (moved == null) {
                return;
            }
            slots[next] = null;
            slots[find(slots, idOf(moved))] = moved;
        }
    }

    private void resize() {
        @Nullable Object[] more = new Object[2 * slots.length];
        for (Object each : slots) {
            if (each != null) {
                more[find(more, idOf(each))] = each;
            }
        }
        slots = more;
    }

    /** Where {@code id} is, or the empty slot where it belongs. */
    private static int find(@Nullable Object[] slots, Meter.Id id) {
        int hash = id.hashCode();
        int mask = slots.length - 1;
        int at = (hash ^ (hash >>> 16)) & mask;
        for (Object there = slots[at]; there != null && !idOf(there).equals(id); there = slots[at]) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static Meter.Id idOf(Object there) {
        return there instanceof Series series ? series.getId() : (Meter.Id) there;
    }
}
