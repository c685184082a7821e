package io.crowsnest.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * The agent's arguments: {@code key=value,key=value}.
 *
 * <p>A value with commas is put in single or double quotes, or its commas are written {@code \,}. A quote that isn't closed
 * before a comma or the end belongs to the value. The path of a YAML file alone stands for {@code config=PATH}.
 */
final class Arguments {

    private static final String SOURCE = "argument";

    private final String text;
    private final Resolver resolver;
    private int position;
    /** The secret that was given just before, whose unquoted rest may look like a key. */
    private @Nullable String secretBefore;

    private Arguments(String text, Resolver resolver) {
        this.text = text;
        this.resolver = resolver;
    }

    static void read(String arguments, Resolver resolver) {
        String text = arguments.trim();
        if (text.indexOf('=') < 0 && (text.endsWith(".yaml") || text.endsWith(".yml"))) {
            resolver.put(Keys.CONFIG, text, SOURCE, 0);
            return;
        }
        new Arguments(text, resolver).readAll();
    }

    private void readAll() {
        while (position < text.length()) {
            int comma = text.indexOf(',', position);
            int end = comma < 0 ? text.length() : comma;
            int equals = text.indexOf('=', position);
            if (equals >= 0 && equals < end) {
                String name = text.substring(position, equals).trim();
                position = equals + 1;
                accept(name, readValue());
            } else {
                if (!text.substring(position, end).trim().isEmpty()) {
                    addNotAnArgument();
                }
                position = end + 1;
            }
        }
    }

    private void accept(String name, String value) {
        Key<?> key = resolver.key(name);
        if (key != null) {
            if (resolver.text(key) != null) {
                resolver.addGivenTwice(key, SOURCE, 0);
                resolver.remove(key);
            }
            resolver.put(key, value, SOURCE, 0);
            secretBefore = key.isSecret() ? name : null;
        } else if (secretBefore != null && resolver.nearest(name) == null) {
            addNotAnArgument();
        } else {
            resolver.addUnknown(name, SOURCE, 0);
        }
    }

    /** Never shows the text, as it may be part of a secret. */
    private void addNotAnArgument() {
        resolver.add(new Problem("argument is not key=value, values with commas need quotes")
                .with("position", Integer.toString(position))
                .with("after", secretBefore));
    }

    /** Reads up to and including the comma that ends the value. */
    private String readValue() {
        char quote = position < text.length() ? text.charAt(position) : ',';
        if (quote == '"' || quote == '\'') {
            int closing = closing(quote);
            if (closing > 0) {
                String value = text.substring(position + 1, closing);
                position = closing + 2;
                return value;
            }
        }
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == ',') {
                break;
            }
            if (c == '\\' && position < text.length() && text.charAt(position) == ',') {
                c = text.charAt(position++);
            }
            value.append(c);
        }
        return value.toString();
    }

    /** Where the quote ends that starts at the position, or -1. */
    private int closing(char quote) {
        for (int i = position + 1; i < text.length(); i++) {
            if (text.charAt(i) == quote && (i + 1 == text.length() || text.charAt(i + 1) == ',')) {
                return i;
            }
        }
        return -1;
    }
}
