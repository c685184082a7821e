package io.crowsnest.telemetry;

import org.jspecify.annotations.Nullable;

/** Asks objects of the application for what is to be shown of them, in logs above all, and is never the reason for a failure. */
public final class LogText {

    /** Ends every text that was longer than it may be. */
    public static final String CUT = "... [cut by crowsnest]";

    /** What SLF4J writes in place of such a value. */
    private static final String FAILED = "[FAILED toString()]";

    private static final StackTraceElement[] NO_FRAMES = {};
    private static final Throwable[] NONE = {};

    private LogText() {}

    /** The text of {@code value}, {@code "null"} for null. */
    static String of(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        try {
            String text = value == null ? null : value.toString();
            return text == null ? "null" : text;
        } catch (Throwable e) {
            // Code of the application, which SLF4J would not let out either; the text tells that it failed.
            return FAILED;
        }
    }

    /** Class and message of {@code failure}, or its class alone where it fails to say more: many are classes of the application. */
    public static String describe(Throwable failure) {
        try {
            String text = failure.toString();
            if (text != null) {
                return text;
            }
        } catch (Throwable e) {
            // Code of the application, as above: its class is known without it.
        }
        return failure.getClass().getName();
    }

    /** {@code text}, cut to at most {@code max} characters, {@link #CUT} included. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = max - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getLocalizedMessage();
        } catch (Throwable e) {
            // Code of the application, as above, and so below.
            return FAILED;
        }
    }

    static StackTraceElement[] framesOf(Throwable thrown) {
        try {
            StackTraceElement[] frames = thrown.getStackTrace();
            return frames == null ? NO_FRAMES : frames;
        } catch (Throwable e) {
            return NO_FRAMES;
        }
    }

    static Throwable[] suppressedBy(Throwable thrown) {
        try {
            return thrown.getSuppressed();
        } catch (Throwable e) {
            return NONE;
        }
    }

    static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable e) {
            return null;
        }
    }
}
