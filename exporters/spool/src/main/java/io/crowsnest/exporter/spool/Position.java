package io.crowsnest.exporter.spool;

/**
 * A place between two records.
 *
 * @param segment number of the segment
 * @param offset byte in it at which the next record begins, a hint: records are recognised by their sequence
 * @param sequence least sequence that the next record may have
 */
record Position(long segment, int offset, long sequence) {

    /** Before everything. */
    static final Position START = new Position(1, Segment.HEADER, 1);
}
