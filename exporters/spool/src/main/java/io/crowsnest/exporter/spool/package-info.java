/**
 * The way of a log event from capture to its destinations, in the order in which it passes through:
 *
 * <pre>
 *   {@link io.crowsnest.exporter.spool.LogDelivery}     puts all of it together
 *   Spool, Segment                  the application's threads append here
 *   SpoolKeeper, DiskFolder         look after the files; SpoolRoot after those of all processes
 *   Segments, Feed, Cursor          read them, for each destination as far as it is
 *   SharedDocuments, EcsEncoder     make documents, once for all
 *   Shipper                         hands them to a {@link io.crowsnest.exporter.spool.Destination}, and books what became of them
 *   Backlog, Adoption, Drain        deliver what processes that are gone have left
 * </pre>
 */
@NullMarked
package io.crowsnest.exporter.spool;

import org.jspecify.annotations.NullMarked;
