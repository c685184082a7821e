package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogText;

/** Makes text of the application safe to encode. */
final class Texts {

    static final String CUT = LogText.CUT;

    private Texts() {}

    /** {@code text} with at most {@code max} characters, and without halves of surrogate pairs, which UTF-8 cannot hold. */
    static String safe(String text, int max) {
        if (text.length() <= max) {
            return whole(text);
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return whole(text.substring(0, end)) + CUT;
    }

    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceLone(text);
            }
        }
        return text;
    }

    private static String replaceLone(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> result.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return result.toString();
    }
}
