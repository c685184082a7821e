package io.crowsnest.dogstatsd;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** Numbers as the Agent's language reads them: {@code strconv.ParseFloat} and {@code ParseInt} of Go. */
final class GoNumbers {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[+-]?0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?\\d+");
    private static final Pattern INFINITY = Pattern.compile("(?i)[+-]?inf(inity)?");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");

    private GoNumbers() {}

    static double parseFloat(String text) throws Malformed {
        if (text.equalsIgnoreCase("nan")) {
            return Double.NaN;
        }
        if (INFINITY.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (!DECIMAL.matcher(text).matches() && !HEXADECIMAL.matcher(text).matches()) {
            throw new Malformed("not a number: " + text);
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new Malformed("number out of range: " + text);
        }
        return value;
    }

    static long parseInt(String text) throws Malformed {
        if (!INTEGER.matcher(text).matches()) {
            throw new Malformed("not an integer: " + text);
        }
        try {
            return new BigInteger(text.startsWith("+") ? text.substring(1) : text).longValueExact();
        } catch (ArithmeticException e) {
            throw new Malformed("integer out of range: " + text);
        }
    }
}
