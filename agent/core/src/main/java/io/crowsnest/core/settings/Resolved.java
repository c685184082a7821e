package io.crowsnest.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * One setting as it is shown to people.
 *
 * @param key the setting
 * @param value its value with secrets masked, or null when it is unset
 * @param source where the value comes from, such as {@code argument}, {@code environment CROWSNEST_TAGS} or {@code default}
 */
public record Resolved(Key<?> key, @Nullable String value, String source) {}
