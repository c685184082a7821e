/**
 * The destination Logstash: Lumberjack version 2, as Beats speak it, or JSON lines over TCP.
 *
 * <pre>
 *   LogstashDestination -> Lumberjack -> Window    bytes of the protocol
 *                      |      '-> Delivery         which documents are acknowledged, which one is suspected
 *                      |           '-> Trial       whether it is poison, or the server is at fault
 *                      |-> JsonLines
 *                      '-> Hosts -> Connection     one at a time, the next host after a failure
 * </pre>
 *
 * <p>Everything happens on the thread that calls {@code send}, over blocking sockets.
 */
@NullMarked
package io.crowsnest.exporter.logstash;

import org.jspecify.annotations.NullMarked;
