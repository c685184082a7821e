package io.crowsnest.exporter.prometheus.push;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All series that were there the last time, found by how a scrape writes them, without garbage. It knows which have come and which are
 * gone.
 */
final class SeriesTable {

    private final SeriesLabels labels;
    private @Nullable Entry[] slots = new Entry[256];
    private int size;
    private int round;

    /** A series; {@code labels} as {@link SeriesLabels#encode} makes them. */
    static final class Entry {

        final byte[] labels;
        private final byte[] text;
        private final int hash;
        private int seen;

        private Entry(byte[] text, int hash, byte[] labels) {
            this.text = text;
            this.hash = hash;
            this.labels = labels;
        }
    }

    SeriesTable(SeriesLabels labels) {
        this.labels = labels;
    }

    int size() {
        return size;
    }

    /** From now on nothing was seen. */
    void begin() {
        round++;
    }

    /** The series that is written there; null if it was already seen in this round, and must not have a second value. */
    @Nullable
    Entry see(byte[] text, int from, int to) {
        int hash = hash(text, from, to);
        int mask = slots.length - 1;
        int at = hash & mask;
        Entry found = slots[at];
        while (found != null
                && !(found.hash == hash && Arrays.equals(found.text, 0, found.text.length, text, from, to))) {
            at = (at + 1) & mask;
            found = slots[at];
        }
        if (found == null) {
            found = new Entry(Arrays.copyOfRange(text, from, to), hash, labels.encode(text, from, to));
            slots[at] = found;
            size++;
            if (2 * size > slots.length) {
                keep(2 * slots.length, 0);
            }
        } else if (found.seen == round) {
            return null;
        }
        found.seen = round;
        return found;
    }

    /** Forgets the series that were not seen in this round, and returns them. */
    List<Entry> ended() {
        List<Entry> ended = new ArrayList<>();
        for (Entry each : slots) {
            if (each != null && each.seen != round) {
                ended.add(each);
            }
        }
        if (!ended.isEmpty()) {
            size -= ended.size();
            keep(slots.length, round);
        }
        return ended;
    }

    /** Those that were seen in {@code onlyRound}, or all if that is 0. */
    private void keep(int length, int onlyRound) {
        @Nullable Entry[] kept = new Entry[length];
        for (Entry each : slots) {
            if (each != null && (onlyRound == 0 || each.seen == onlyRound)) {
                int at = each.hash & (length - 1);
                while (kept[at] != null) {
                    at = (at + 1) & (length - 1);
                }
                kept[at] = each;
            }
        }
        slots = kept;
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash ^ (hash >>> 15);
    }
}
