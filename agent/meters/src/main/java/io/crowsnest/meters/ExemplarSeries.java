package io.crowsnest.meters;

/** A series whose buckets can show traces. */
public interface ExemplarSeries extends Series {

    /** Whoever shows exemplars says after each reading that new ones are welcome. */
    void rearmExemplars();
}
