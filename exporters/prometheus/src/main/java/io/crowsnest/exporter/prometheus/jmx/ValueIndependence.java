package io.crowsnest.exporter.prometheus.jmx;

import java.util.regex.Pattern;

/**
 * Whether a pattern gives the same result whatever value stands behind {@code "<..>attribute: "}, so that it need be matched only
 * once. True where it is sure; most patterns end in {@code ><>Value} or {@code ><>(\w+)}, which it is sure of.
 *
 * <p>The reason: a {@linkplain #isPlain plain} value has no angle bracket, so the pattern's last one is found before the attribute's
 * name; and what stands behind it in the pattern, if it knows only letters, digits and underscores, cannot get over the colon and the
 * space.
 */
final class ValueIndependence {

    /** Words, groups of words, and how often they repeat. */
    private static final Pattern WORDS =
            Pattern.compile("(?:[A-Za-z0-9_|()*+?]|\\(\\?:|\\\\w|\\\\d|\\[[A-Za-z0-9_-]+])*");

    /** An angle bracket, or the end of a line, which a dot does not match. */
    private static final String NOT_PLAIN = ">\n\r\u0085\u2028\u2029";

    private ValueIndependence() {}

    /** Whether the value is one of those that a result holds for: all numbers, and nearly all texts. */
    static boolean isPlain(Object value) {
        if (!(value instanceof String text)) {
            return value instanceof Number || value instanceof Boolean;
        }
        return text.chars().noneMatch(c -> NOT_PLAIN.indexOf(c) >= 0);
    }

    static boolean of(String pattern) {
        if (pattern.equals(".*") || pattern.equals("(.*)") || pattern.equals("^.*$")) {
            return true;
        }
        if (looksAround(pattern)) {
            return false;
        }
        int bracket = lastBracket(pattern);
        if (bracket < 0) {
            return false;
        }
        String behind = pattern.substring(bracket + 1);
        boolean required = behind.isEmpty() || "?*+{".indexOf(behind.charAt(0)) < 0;
        return required && WORDS.matcher(behind).matches();
    }

    /** Lookarounds, quotations, flags: seldom, and not worth an analysis. */
    private static boolean looksAround(String pattern) {
        return pattern.replace("(?:", "").contains("(?") || pattern.contains("\\Q");
    }

    /** The last bracket that stands outside of groups and classes; -1 if there is none or the pattern has alternatives outside. */
    private static int lastBracket(String pattern) {
        int depth = 0;
        int last = -1;
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (depth == 0 && c == '|') {
                return -1;
            } else if (depth == 0 && c == '>') {
                last = i;
            }
        }
        return last;
    }
}
