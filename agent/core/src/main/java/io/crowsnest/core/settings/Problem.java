package io.crowsnest.core.settings;

import org.jspecify.annotations.Nullable;

/** Something wrong in what the user wrote. It never stops anything; it becomes one line on standard error. */
public final class Problem {

    private static final int LONGEST_VALUE = 200;

    private final StringBuilder line;

    Problem(String message) {
        line = new StringBuilder(message);
    }

    /** Appends {@code name=value}; nothing when there is no value. */
    Problem with(String name, @Nullable String value) {
        if (value != null) {
            line.append(' ').append(name).append('=');
            appendQuoted(value);
        }
        return this;
    }

    /** The message and its fields without a line break, such as {@code unknown key key=prometheus.prot nearest=prometheus.port}. */
    public String line() {
        return line.toString();
    }

    @Override
    public String toString() {
        return line();
    }

    private void appendQuoted(String text) {
        String value =
                text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE).concat("...") : text;
        boolean quotes = value.isEmpty();
        for (int i = 0; i < value.length() && !quotes; i++) {
            char c = value.charAt(i);
            quotes = c == ' ' || c == '"' || c == '=' || Character.isISOControl(c);
        }
        if (!quotes) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                line.append('\\');
            }
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        line.append('"');
    }
}
