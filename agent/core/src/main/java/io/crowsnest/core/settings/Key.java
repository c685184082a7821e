package io.crowsnest.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * One setting: its name, what its text means, its default and its documentation. Keys are compared by identity; all of them
 * are in {@link Keys}.
 *
 * @param <T> type of the value
 */
public final class Key<T> {

    static final String MASK = "********";

    private static final int SECRET = 1;
    private static final int LATER = 2;
    private static final int DERIVED = 4;

    private final String name;
    private final ValueType<T> type;
    private final @Nullable String defaultText;
    private final String doc;
    private final int flags;

    private Key(String name, ValueType<T> type, @Nullable String defaultText, String doc, int flags) {
        this.name = name;
        this.type = type;
        this.defaultText = defaultText;
        this.doc = doc;
        this.flags = flags;
    }

    static <T> Key<T> of(String name, ValueType<T> type, @Nullable String defaultText, String doc) {
        return new Key<>(name, type, defaultText, doc, 0);
    }

    /** The value is never printed and may be given as {@code file:/path}. */
    Key<T> secret() {
        return new Key<>(name, type, defaultText, doc, flags | SECRET);
    }

    /** Known, but its feature isn't in this version. */
    Key<T> later() {
        return new Key<>(name, type, defaultText, doc, flags | LATER);
    }

    /** The default is computed from other settings; its text only describes it. */
    Key<T> derived() {
        return new Key<>(name, type, defaultText, doc, flags | DERIVED);
    }

    /** The name in the form {@code a.b-c}. */
    public String name() {
        return name;
    }

    /** The default as a user would write it, or null when the setting is unset by default. */
    public @Nullable String defaultText() {
        return defaultText;
    }

    /** One line on what the setting does. */
    public String doc() {
        return doc;
    }

    /** What a value must look like, as the end of "expected ...". */
    public String expected() {
        return type.expected();
    }

    public boolean isSecret() {
        return (flags & SECRET) != 0;
    }

    /** False for a key whose feature comes with a later version: it may be set, and has no effect. */
    public boolean isInEffect() {
        return (flags & LATER) == 0;
    }

    boolean isDerived() {
        return (flags & DERIVED) != 0;
    }

    ValueType<T> type() {
        return type;
    }

    @Nullable
    T defaultValue() {
        return defaultText == null || isDerived() ? null : type.parse(defaultText);
    }

    /** The text with everything masked that must not be printed: secrets, and user and password in URLs. */
    public String shown(String text) {
        if (isSecret()) {
            return MASK;
        }
        if (type.isUrls() && text.indexOf("://") < 0 && text.indexOf('@') >= 0) {
            return MASK.concat(text.substring(text.lastIndexOf('@')));
        }
        return maskUserInfo(text);
    }

    /** Masks up to the last {@code @} of each URL: too much where a path contains one, never too little. */
    private static String maskUserInfo(String text) {
        int scheme = text.indexOf("://");
        if (scheme < 0 || text.indexOf('@', scheme) < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length()).append(text, 0, scheme + 3);
        int start = scheme + 3;
        while (true) {
            int next = text.indexOf("://", start);
            int end = next < 0 ? text.length() : text.lastIndexOf(',', next);
            if (end < start) {
                end = text.length();
                next = -1;
            }
            int at = text.lastIndexOf('@', end - 1);
            if (at >= start) {
                masked.append(MASK);
                start = at;
            }
            if (next < 0) {
                return masked.append(text, start, text.length()).toString();
            }
            masked.append(text, start, next + 3);
            start = next + 3;
        }
    }
}
