package io.crowsnest.exporter.prometheus;

import java.util.Arrays;

/** The labels of many series as text, one behind the other: read in the order of memory, and a third smaller than as an array for each. */
final class LabelTexts {

    private byte[] all = {};
    private int[] ends = {};
    private int size;

    /** The first {@code same} of {@code other}, with room for as many as there are going to be. */
    static LabelTexts beginning(LabelTexts other, int same, int room) {
        LabelTexts texts = new LabelTexts();
        texts.size = same;
        texts.ends = Arrays.copyOf(Arrays.copyOf(other.ends, same), room);
        texts.all = Arrays.copyOf(other.all, other.from(same));
        return texts;
    }

    /** All bytes; not to be written. */
    byte[] all() {
        return all;
    }

    /** Where the text of a series begins. */
    int from(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    int length(int index) {
        return ends[index] - from(index);
    }

    void add(byte[] text) {
        add(text, 0, text.length);
    }

    /** Adds a text that {@code other} has. */
    void add(LabelTexts other, int index) {
        add(other.all, other.from(index), other.length(index));
    }

    private void add(byte[] bytes, int from, int length) {
        int start = from(size);
        if (all.length - start < length) {
            all = Arrays.copyOf(all, Math.max(start + length, start + (start >> 1)));
        }
        System.arraycopy(bytes, from, all, start, length);
        ends[size++] = start + length;
    }

    /** Gives back the room that is left. */
    void trim() {
        if (all.length > from(size)) {
            all = Arrays.copyOf(all, from(size));
        }
    }
}
