package io.crowsnest.telemetry;

import org.jspecify.annotations.Nullable;

/** Makes text of whatever the application logs: of bounded length, and never the reason for a failure. */
public final class LogText {

    /** Ends every text that was longer than it may be. */
    public static final String CUT = "... [cut by crowsnest]";

    /** What SLF4J writes in place of such a value. */
    private static final String FAILED = "[FAILED toString()]";

    private LogText() {}

    /**
     * The text of {@code value}, {@code "null"} for null.
     *
     * @param max most characters, {@link #CUT} included
     */
    public static String of(@Nullable Object value, int max) {
        String text = text(value);
        if (text.length() <= max) {
            return text;
        }
        int end = max - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    private static String text(@Nullable Object value) {
        try {
            String text = value == null ? null : value.toString();
            return text == null ? "null" : text;
        } catch (Throwable e) {
            // Code of the application, which SLF4J would not let out either; the text tells that it failed.
            return FAILED;
        }
    }
}
