package io.crowsnest.exporter.prometheus;

/**
 * Writes doubles so that whoever parses them gets the same bits, without garbage for all that metrics usually are.
 *
 * <p>Nearly every value is a whole number or a decimal fraction of at most nine digits. If {@code m = round(v * 10^k)} is below
 * 2^53 and {@code m / 10^k == v}, then {@code m} with its point moved {@code k} places is a decimal that parses to {@code v}: both
 * operands of that division are exact, and so the division rounds as the parser does. Values of full precision get seventeen
 * digits, which always suffice; scaling them is done with twice the precision of a double. What is beyond that range is left to
 * {@link Double#toString(double)}.
 */
final class Decimal {

    private static final double[] POWERS = powers();
    private static final double EXACT = 1L << 53;

    /** More than the relative error of two roundings. */
    private static final double ROUNDED_TWICE = 0x1p-51;

    private static final int FEW = 3;
    private static final int NANO = 9;
    private static final int SEVENTEEN = 17;
    private static final double SMALLEST = 1e-5;
    private static final double GREATEST = 1e15;

    private Decimal() {}

    private static double[] powers() {
        double[] powers = new double[23];
        double power = 1;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = power;
            power *= 10;
        }
        return powers;
    }

    static void write(double value, Bytes out) {
        if (Double.isNaN(value)) {
            out.putLatin1("NaN");
        } else if (value == Double.POSITIVE_INFINITY) {
            out.putLatin1("+Inf");
        } else if (value == Double.NEGATIVE_INFINITY) {
            out.putLatin1("-Inf");
        } else {
            double magnitude = Math.abs(value);
            long whole = (long) magnitude;
            if (whole == magnitude && magnitude < GREATEST) {
                sign(value, out);
                out.put(whole).put('.').put('0');
            } else if (magnitude < SMALLEST || magnitude >= GREATEST) {
                out.putLatin1(Double.toString(value));
            } else {
                sign(value, out);
                fraction(magnitude, out);
            }
        }
    }

    private static void sign(double value, Bytes out) {
        if (Double.doubleToRawLongBits(value) < 0) {
            out.put('-');
        }
    }

    private static void fraction(double magnitude, Bytes out) {
        if (!isDecimal(magnitude, FEW, out) && !isDecimal(magnitude, NANO, out)) {
            seventeen(magnitude, out);
        }
    }

    private static boolean isDecimal(double magnitude, int places, Bytes out) {
        double product = magnitude * POWERS[places];
        double scaled = Math.rint(product);
        // Far from a whole number, which is sooner known than what the division gives.
        boolean isFar = Math.abs(product - scaled) > product * ROUNDED_TWICE;
        if (isFar || scaled >= EXACT || scaled / POWERS[places] != magnitude) {
            return false;
        }
        write((long) scaled, places, out);
        return true;
    }

    /** The first seventeen digits: {@code magnitude * 10^places}, with what the product loses added. */
    private static void seventeen(double magnitude, Bytes out) {
        int places = SEVENTEEN - (magnitude >= 1 ? Bytes.digits((long) magnitude) : leadingZeros(magnitude));
        double power = POWERS[places];
        double product = magnitude * power;
        double lost = Math.fma(magnitude, power, -product);
        // Beyond 2^53 the product is a whole number, and what it has lost is at most 8.
        write((long) product + Math.round(lost), places, out);
    }

    /** How many zeros follow the point, as a number that is not positive. */
    private static int leadingZeros(double magnitude) {
        int zeros = 0;
        while (magnitude * POWERS[zeros + 1] < 1) {
            zeros++;
        }
        return -zeros;
    }

    private static void write(long digits, int places, Bytes out) {
        long rest = digits;
        int left = places;
        while (left > 1 && rest % 10 == 0) {
            rest /= 10;
            left--;
        }
        long power = (long) POWERS[Math.min(left, 18)];
        long whole = left > 18 || rest < power ? 0 : rest / power;
        out.put(whole).put('.').putDigits(rest - whole * power, left);
    }
}
