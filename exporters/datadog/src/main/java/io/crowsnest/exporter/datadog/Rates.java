package io.crowsnest.exporter.datadog;

/** Sample rates that make a value count as often as it was recorded. */
final class Rates {

    private Rates() {}

    /**
     * The rate of which the Agent, which cuts the fraction off {@code 1 / rate}, makes {@code times}. Of what divides to just below a whole number
     * it would make one less.
     *
     * @param times at least 1
     */
    static double of(long times) {
        double rate = 1.0 / times;
        while ((long) (1 / rate) < times) {
            rate = Math.nextDown(rate);
        }
        return rate;
    }
}
