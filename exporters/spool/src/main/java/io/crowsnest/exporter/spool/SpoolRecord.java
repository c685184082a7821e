package io.crowsnest.exporter.spool;

/**
 * A record that was read.
 *
 * @param sequence its place among all records of the spool
 * @param start where it was read
 * @param after where reading goes on behind it
 * @param missing how many records before it were damaged, and can't be read any more
 * @param content the bytes of a {@link io.crowsnest.telemetry.LogRecord}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and never copied.
record SpoolRecord(long sequence, Position start, Position after, long missing, byte[] content) {}
