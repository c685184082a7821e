package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.exporter.prometheus.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Reads samples out of a scrape of ours, which has no timestamps: what stands before the last space of a line is the series, what is
 * behind it the value.
 */
final class SampleLines {

    private static final double[] POWERS = powers();
    private static final long EXACT = 1L << 53;
    private static final int MOST_DIGITS = 18;

    private SampleLines() {}

    /** Takes samples. */
    interface Reader {

        /** The series is written in {@code text} from {@code from} to before {@code to}. */
        void sample(byte[] text, int from, int to, double value);
    }

    /** Shows all samples, in their order. */
    static void read(Bytes scrape, Reader reader) {
        byte[] text = scrape.array();
        int size = scrape.size();
        for (int start = 0; start < size; ) {
            int end = start;
            int space = -1;
            while (end < size && text[end] != '\n') {
                if (text[end] == ' ') {
                    space = end;
                }
                end++;
            }
            if (text[start] != '#' && space > start) {
                reader.sample(text, start, space, value(text, space + 1, end));
            }
            start = end + 1;
        }
    }

    /**
     * The number that is written there, without garbage if it has few digits: a whole number and a power of ten that a double holds exactly
     * give the nearest double when they are divided.
     */
    static double value(byte[] text, int from, int to) {
        boolean negative = text[from] == '-';
        long digits = 0;
        int count = 0;
        int places = -1;
        for (int at = negative ? from + 1 : from; at < to; at++) {
            byte c = text[at];
            if (c == '.' && places < 0) {
                places = 0;
            } else if (c >= '0' && c <= '9' && count < MOST_DIGITS) {
                digits = 10 * digits + c - '0';
                count++;
                places += places < 0 ? 0 : 1;
            } else {
                return slowly(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
            }
        }
        if (digits >= EXACT) {
            return slowly(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
        }
        double magnitude = places > 0 ? digits / POWERS[places] : digits;
        return negative ? -magnitude : magnitude;
    }

    private static double slowly(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static double[] powers() {
        double[] powers = new double[MOST_DIGITS + 1];
        double power = 1;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = power;
            power *= 10;
        }
        return powers;
    }
}
