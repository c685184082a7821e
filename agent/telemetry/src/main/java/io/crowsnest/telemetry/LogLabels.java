package io.crowsnest.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the labels of one log event, as many and as long as an event may have. */
public final class LogLabels {

    static final int MOST = 64;
    static final int MAX_LENGTH = 1 << 10;

    private final Map<String, String> labels = new HashMap<>();

    /** Adds a label in place of an earlier one with this key; one without a key, or one too many, is left out. */
    public void put(@Nullable Object key, @Nullable Object value) {
        if (key == null) {
            return;
        }
        String name = LogText.of(key, MAX_LENGTH);
        if (labels.size() < MOST || labels.containsKey(name)) {
            labels.put(name, LogText.of(value, MAX_LENGTH));
        }
    }

    /** Adds a label for each entry. */
    public void putAll(@Nullable Map<?, ?> entries) {
        if (entries != null) {
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                put(entry.getKey(), entry.getValue());
            }
        }
    }

    /** The labels as they are now; not a copy. */
    public Map<String, String> toMap() {
        return labels;
    }
}
