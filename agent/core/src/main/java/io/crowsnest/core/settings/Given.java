package io.crowsnest.core.settings;

import org.jspecify.annotations.Nullable;

/** What a source says about one key, and the value that its text stands for once it is parsed. */
final class Given {

    final String text;
    final String source;
    /** Line in the source, or 0 when it has none. */
    final int line;

    @Nullable
    Object value;

    Given(String text, String source, int line) {
        this.text = text;
        this.source = source;
        this.line = line;
    }

    static Given of(String text, String source, Object value) {
        Given given = new Given(text, source, 0);
        given.value = value;
        return given;
    }
}
