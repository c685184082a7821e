package io.crowsnest.meters;

/**
 * The sampled trace that a measurement belongs to.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceIds(String traceId, String spanId) {}
