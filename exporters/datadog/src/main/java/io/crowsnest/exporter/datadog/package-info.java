/**
 * Sends every metric to a Datadog Agent, in its protocol DogStatsD (version 1.6).
 *
 * <pre>
 *   meters -> MeterReading -> Step -> LineWriter -> Packets -> Transport     once a step, on one thread
 *                               |-> Placement                                a histogram's new values, for distributions
 *                               '-> JvmPage                                  what Datadog has names of its own for
 *
 *   Transport:  UdpTransport
 *               UnixTransport -> UnixStreamTransport
 *                            '-> UnixDatagramTransport -> UnixDatagrams      by the system (ForeignDatagrams) or a library (LibraryDatagrams)
 * </pre>
 *
 * <p>Nothing happens where the application records: the exporter reads what meters have counted since its last step.
 *
 * <p>Datadog's own client is not used: it wakes up 200 times a second when there is nothing to do, writes six decimals (a duration below half a
 * microsecond becomes 0), asks for the address of a host once, and does not keep separators out of names and tags.
 */
@NullMarked
package io.crowsnest.exporter.datadog;

import org.jspecify.annotations.NullMarked;
