package io.crowsnest.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides values by their keys, in labels and in text, before anything is kept.
 *
 * <p>A pattern is the name of a key in which {@code *} stands for any characters, upper and lower case alike: {@code *password*}. In text
 * a value is what follows such a key after {@code =} or {@code :}, as in {@code password=x}, {@code "card": "4111 1111"} or
 * {@code Authorization: Bearer abc}. A value in quotes ends with the quote; one without ends with a blank, comma, semicolon, ampersand or
 * closing bracket, after the name of an authentication scheme if it begins with one.
 */
public final class LogMask {

    static final String MASKED = "***";

    private static final List<String> SCHEMES = List.of("Bearer ", "Basic ", "ApiKey ", "Token ");

    private final Pattern keys;
    private final Pattern keysInText;

    /** A mask for keys that match any of {@code patterns}, of which there is at least one. */
    public LogMask(List<String> patterns) {
        List<String> whole = new ArrayList<>();
        List<String> inText = new ArrayList<>();
        for (String pattern : patterns) {
            whole.add(regex(pattern, ".*"));
            inText.add(regex(pattern, "[\\w.\\-]{0,64}"));
        }
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL;
        keys = Pattern.compile(String.join("|", whole), flags);
        keysInText = Pattern.compile(
                "(?<![\\w.\\-])(?:" + String.join("|", inText) + ")\\\\?[\"']?\\s{0,8}[=:]\\s{0,8}", flags);
    }

    private static String regex(String pattern, String any) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("\\*", -1)) {
            parts.add(part.isEmpty() ? "" : Pattern.quote(part));
        }
        return String.join(any, parts);
    }

    /** Whether the value of a label with this name is to be hidden. */
    boolean covers(String key) {
        return keys.matcher(key).matches();
    }

    /** {@code text} with such values hidden; the same object if there are none. */
    String apply(String text) {
        Matcher key = keysInText.matcher(text);
        if (!key.find()) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        int copied = 0;
        do {
            int start = startOfValue(text, key.end());
            result.append(text, copied, start).append(MASKED);
            copied = endOfValue(text, key.end(), start);
        } while (copied < text.length() && key.find(copied));
        return result.append(text, copied, text.length()).toString();
    }

    /** After an opening quote, which may be escaped. */
    private static int startOfValue(String text, int at) {
        int start = at < text.length() && text.charAt(at) == '\\' ? at + 1 : at;
        return start < text.length() && isQuote(text.charAt(start)) ? start + 1 : at;
    }

    private static int endOfValue(String text, int at, int start) {
        int end = start;
        if (start == at) {
            for (String scheme : SCHEMES) {
                end += text.regionMatches(true, start, scheme, 0, scheme.length()) ? scheme.length() : 0;
            }
            while (end < text.length() && " \t\r\n,;&\"')]}".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            return end;
        }
        char quote = text.charAt(start - 1);
        boolean escaped = text.charAt(at) == '\\';
        while (end < text.length() && text.charAt(end) != quote) {
            // Inside a value an escaped quote is part of it, unless the quotes around it are escaped, too.
            end += text.charAt(end) == '\\' && !escaped ? 2 : 1;
        }
        end = Math.min(end, text.length());
        return escaped && text.charAt(end - 1) == '\\' ? end - 1 : end;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }
}
