/**
 * What flows: the metric catalogue, the recorders that instrumentations call, and the log event.
 *
 * <p>Instrumentations know this package and their library, nothing else; exporters know this package and their protocol.
 * Recorders never throw, never block and allocate only when a label combination is seen for the first time.
 */
package io.crowsnest.telemetry;
