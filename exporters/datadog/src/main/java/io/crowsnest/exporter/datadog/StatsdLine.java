package io.crowsnest.exporter.datadog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of DogStatsD (protocol 1.6) that an application has sent, understood where it stands: positions in its bytes and numbers, no objects. One
 * instance reads one line after the other.
 *
 * <p>Refuses what the Datadog Agent refuses, and nothing else.
 */
final class StatsdLine {

    /** Why a line is none. */
    enum Malformed {
        FORMAT,
        TYPE,
        VALUE,
        RATE,
        TIMESTAMP,
        EVENT,
        SERVICE_CHECK
    }

    /** Ten to the power of the index; a product or quotient with one of them is the nearest double. */
    private static final double[] POWERS = new double[19];

    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?"
            + "|0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?\\d+)");

    private static final int MOST_EXACT_DIGITS = 15;

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    byte[] bytes = {};
    int start;
    int end;

    /** {@code g}, {@code c}, {@code h}, {@code d}, {@code s}, {@code m} for {@code ms}; 0 for events and service checks. */
    char type;

    int nameEnd;
    int valueStart;
    int valueEnd;

    /** Without the number sign; empty if both are the same. */
    int tagsStart;

    int tagsEnd;
    double rate;
    boolean hasTimestamp;
    double[] values = new double[8];
    int valueCount;

    private double number;

    /**
     * Reads a line.
     *
     * @return why it is none; null if it is one
     */
    @Nullable
    Malformed read(byte[] newBytes, int from, int to) {
        bytes = newBytes;
        start = from;
        end = to;
        type = 0;
        rate = 1;
        hasTimestamp = false;
        tagsStart = to;
        tagsEnd = to;
        valueCount = 0;
        if (startsWith("_e{", from, to)) {
            return isEvent() ? null : Malformed.EVENT;
        }
        if (startsWith("_sc", from, to)) {
            return isServiceCheck() ? null : Malformed.SERVICE_CHECK;
        }
        return readMetric();
    }

    private @Nullable Malformed readMetric() {
        valueEnd = find('|', start, end);
        nameEnd = find(':', start, valueEnd);
        valueStart = nameEnd + 1;
        if (valueEnd == end || nameEnd == start || valueStart >= valueEnd) {
            return Malformed.FORMAT;
        }
        int typeStart = valueEnd + 1;
        int typeEnd = find('|', typeStart, end);
        type = typeOf(typeStart, typeEnd);
        if (type == 0) {
            return Malformed.TYPE;
        }
        if (type != 's' && !readValues()) {
            return Malformed.VALUE;
        }
        for (int at = typeEnd; at < end; ) {
            int fieldStart = at + 1;
            int fieldEnd = find('|', fieldStart, end);
            Malformed malformed = fieldStart < fieldEnd ? readField(fieldStart, fieldEnd) : null;
            if (malformed != null) {
                return malformed;
            }
            at = fieldEnd;
        }
        return null;
    }

    private @Nullable Malformed readField(int from, int to) {
        switch (bytes[from]) {
            case '#' -> {
                tagsStart = from + 1;
                tagsEnd = to;
            }
            case '@' -> {
                if (!readNumber(from + 1, to)) {
                    return Malformed.RATE;
                }
                rate = number > 0 && number <= 1 ? number : 1;
            }
            case 'T' -> {
                if (!isTimestamp(from + 1, to)) {
                    return Malformed.TIMESTAMP;
                }
                hasTimestamp = true;
            }
            default -> {
                // Where it comes from, or what a later version of the protocol has.
            }
        }
        return null;
    }

    private char typeOf(int from, int to) {
        if (to - from == 1) {
            byte letter = bytes[from];
            return letter == 'g' || letter == 'c' || letter == 'h' || letter == 'd' || letter == 's'
                    ? (char) letter
                    : 0;
        }
        return to - from == 2 && bytes[from] == 'm' && bytes[from + 1] == 's' ? 'm' : 0;
    }

    private boolean readValues() {
        for (int at = valueStart; at < valueEnd; at++) {
            int to = find(':', at, valueEnd);
            if (to > at) {
                if (!readNumber(at, to)) {
                    return false;
                }
                if (valueCount == values.length) {
                    values = Arrays.copyOf(values, 2 * valueCount);
                }
                values[valueCount++] = number;
            }
            at = to;
        }
        return valueCount > 0;
    }

    /** Reads up to 15 decimal digits without an object; what is longer, or has an exponent, is rare. */
    private boolean readNumber(int from, int to) {
        int at = from;
        boolean negative = at < to && bytes[at] == '-';
        if (negative || (at < to && bytes[at] == '+')) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int fraction = 0;
        boolean dot = false;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9 && count < MOST_EXACT_DIGITS) {
                digits = 10 * digits + digit;
                count++;
                fraction += dot ? 1 : 0;
            } else if (bytes[at] == '.' && !dot) {
                dot = true;
            } else {
                return readRareNumber(from, to);
            }
        }
        if (count == 0) {
            return false;
        }
        double value = digits / POWERS[fraction];
        number = negative ? -value : value;
        return true;
    }

    private boolean readRareNumber(int from, int to) {
        String text = text(from, to);
        if (NUMBER.matcher(text).matches()) {
            number = Double.parseDouble(text);
            return Double.isFinite(number);
        }
        String sign = text.startsWith("-") ? "-" : "";
        String word = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
            number = sign.isEmpty() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            return true;
        }
        number = Double.NaN;
        return text.equalsIgnoreCase("nan");
    }

    private boolean isTimestamp(int from, int to) {
        long seconds = integer(from, to);
        return seconds > 0;
    }

    /** An integer with an optional sign; -1 if there is none, or one that is negative or too large. */
    private long integer(int from, int to) {
        int at = from < to && bytes[from] == '+' ? from + 1 : from;
        if (at == to) {
            return -1;
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    private boolean isEvent() {
        int colon = find(':', start, end);
        if (colon == end || colon - start < 7) {
            return false;
        }
        int comma = find(',', start + 3, colon - 1);
        if (comma == colon - 1) {
            return false;
        }
        long title = integer(start + 3, comma);
        long text = integer(comma + 1, colon - 1);
        return title > 0 && text >= 0 && title <= end && text <= end && end - colon - 1 >= title + 1 + text;
    }

    private boolean isServiceCheck() {
        if (end - start < 4) {
            return false;
        }
        int first = find('|', start, end);
        if (first == end || find('|', first + 1, end) == end) {
            return false;
        }
        int nameStart = start + 4;
        int name = find('|', nameStart, end);
        int status = find('|', Math.min(end, name + 1), end);
        return name > nameStart && status - name == 2 && bytes[name + 1] >= '0' && bytes[name + 1] <= '3';
    }

    private boolean startsWith(String ascii, int from, int to) {
        if (to - from < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int find(char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == c) {
                return i;
            }
        }
        return to;
    }

    String name() {
        return text(start, nameEnd);
    }

    String tags() {
        return text(tagsStart, tagsEnd);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
