package io.crowsnest.core.settings;

import org.jspecify.annotations.Nullable;

/** Finds what somebody meant who misspelt a name. */
public final class NearestMatch {

    private NearestMatch() {}

    /**
     * The candidate with the fewest edits (insert, delete, replace, swap of neighbours), or null when even that one differs in
     * more than a quarter of its letters or by more than three edits.
     */
    public static @Nullable String of(String name, Iterable<String> candidates) {
        String nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int allowed = Math.max(1, Math.min(3, Math.max(candidate.length(), name.length()) / 4));
            if (Math.abs(candidate.length() - name.length()) <= allowed) {
                int edits = edits(name, candidate);
                if (edits <= allowed && edits < fewest) {
                    nearest = candidate;
                    fewest = edits;
                }
            }
        }
        return nearest;
    }

    /** Damerau-Levenshtein distance in its optimal string alignment form. */
    static int edits(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int edits = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits = Math.min(edits, beforePrevious[j - 2] + 1);
                }
                current[j] = edits;
            }
            int[] reused = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = reused;
        }
        return previous[b.length()];
    }
}
