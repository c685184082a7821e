package io.crowsnest.exporter.datadog;

import io.micrometer.core.instrument.Meter;

/** A registry as the exporter needs it: every series with what it has counted so far. */
public interface MeterReading {

    /** Shows all series, one after the other. */
    void readTo(Reader reader);

    /**
     * Takes series. Each is given with an object that is the same at every reading and no other's: a series that was removed and registered again
     * under its old name is another one, which has counted nothing yet.
     */
    interface Reader {

        /** A number that only grows. */
        void counter(Object series, Meter.Id id, double total);

        /** A number that goes up and down; not a number if there is none. */
        void gauge(Object series, Meter.Id id, double value);

        /**
         * Values that were counted, summed up and sorted into buckets.
         *
         * @param count of values so far
         * @param sum of values so far, of timers in seconds
         * @param max the largest value lately, at least the largest since the last reading; not a number if nobody knows
         * @param bounds upper bounds of the buckets, ascending, without the infinite one; empty if there is no histogram. The array is the same object
         *     at every reading of a series, and nobody changes it
         * @param buckets how many values are at most as large as each bound so far; only until the call returns
         */
        void values(Object series, Meter.Id id, long count, double sum, double max, double[] bounds, long[] buckets);

        /**
         * Values that were infinite, and are not among the {@link #values} of the series.
         *
         * @param count of them so far
         */
        void infinite(Object series, Meter.Id id, long count);

        /** What it has counted cannot be read this time; whatever it is later, nothing of it was lost. */
        void unreadable(Object series, Meter.Id id, Throwable reason);
    }
}
