package io.crowsnest.meters;

/**
 * One measurement of a bucket that can be looked up as a trace.
 *
 * @param trace that it belongs to
 * @param value in the unit of the series; seconds for a timer
 * @param epochMillis when it was recorded
 */
public record Exemplar(TraceIds trace, double value, long epochMillis) {}
