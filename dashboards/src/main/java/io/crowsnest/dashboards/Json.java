package io.crowsnest.dashboards;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers, booleans and null as JSON, the same bytes every time. */
public final class Json {

    private Json() {}

    /** A map that keeps the order of {@code keysAndValues}. */
    public static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return object;
    }

    /** {@code value} as a file, indented, with a line end at its end. */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, "\n");
        return out.append('\n').toString();
    }

    /** {@code value} on one line, without a line end. */
    public static String line(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, "");
        return out.toString();
    }

    /** {@code text} in double quotes, as JSON and YAML read it. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** @param newLine line end and indentation of what is written; empty where all is on one line */
    private static void append(StringBuilder out, @Nullable Object value, String newLine) {
        if (value instanceof Map<?, ?> map) {
            appendAll(out, '{', map.entrySet(), '}', newLine);
        } else if (value instanceof List<?> list) {
            appendAll(out, '[', list, ']', newLine);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            out.append(quote(String.valueOf(entry.getKey()))).append(": ");
            append(out, entry.getValue(), newLine);
        } else if (value instanceof String text) {
            out.append(quote(text));
        } else {
            out.append(value);
        }
    }

    private static void appendAll(StringBuilder out, char open, Iterable<?> values, char close, String newLine) {
        out.append(open);
        String separator = "";
        String inner = newLine.isEmpty() ? "" : newLine + "  ";
        for (Object each : values) {
            out.append(separator).append(inner);
            append(out, each, inner);
            separator = ",";
        }
        if (!separator.isEmpty()) {
            out.append(newLine);
        }
        out.append(close);
    }
}
