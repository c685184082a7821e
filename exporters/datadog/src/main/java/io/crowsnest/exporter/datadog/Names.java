package io.crowsnest.exporter.datadog;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Names, tags and texts as DogStatsD and Datadog take them. Whatever an application puts into them, the result has no byte that ends a field, a
 * tag or a line, and no tag that the Agent takes for an order to itself.
 */
final class Names {

    /** Datadog cuts what is longer. */
    private static final int LONGEST = 200;

    /** Hexadecimal digits of a hash, so that two long names stay two. */
    private static final int HASH = 8;

    /** Keys that the Agent takes out of the tags to change where a metric comes from. */
    private static final Set<String> ORDERS =
            Set.of("host", "device", "dd.internal.entity_id", "dd.internal.card", "dd.internal.jmx_check_name");

    private Names() {}

    /** A metric's name: letters, digits, underscores and dots after a letter. */
    static String metric(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            clean.append(isLetter(c) || (c >= '0' && c <= '9') || c == '.' ? c : '_');
        }
        if (clean.isEmpty() || !isLetter(clean.charAt(0))) {
            clean.insert(0, "m_");
        }
        return shortened(clean.toString(), name);
    }

    /** A tag {@code key:value}; empty if there is no value, as a label without a value is none. */
    static String tag(String key, String value) {
        if (value.isEmpty()) {
            return "";
        }
        String cleanKey = clean(key, true).replace(':', '_');
        if (cleanKey.isEmpty() || ORDERS.contains(cleanKey)) {
            cleanKey += "_";
        }
        String cleanValue = clean(value, true);
        if (cleanValue.endsWith(":")) {
            // Datadog cuts it off.
            cleanValue = cleanValue.substring(0, cleanValue.length() - 1) + "_";
        }
        return shortened(cleanKey + ":" + cleanValue, key + ":" + value);
    }

    /** The text of an event or a service check's message: one line, with line feeds as the protocol spells them. */
    static byte[] text(String text, int longest) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c != '\r')
                .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) && c != '\n' ? ' ' : c));
        String line = clean.toString().replace("\n", "\\n");
        return cut(line, longest).getBytes(StandardCharsets.UTF_8);
    }

    /** What origin detection sends: a single field. */
    static String field(String value) {
        return clean(value, false);
    }

    private static String clean(String text, boolean commas) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append((commas && c == ',') || c == '|' || Character.isISOControl(c) ? '_' : c);
        }
        return clean.toString();
    }

    private static String shortened(String text, String original) {
        if (text.length() <= LONGEST) {
            return text;
        }
        String hash = Integer.toHexString(original.hashCode());
        return cut(text, LONGEST - HASH - 1) + "_" + "0".repeat(HASH - hash.length()) + hash;
    }

    /** At most so many characters, and no half of a pair at the end. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
