/**
 * The way of a log event from capture to its destinations: {@link io.crowsnest.exporter.spool.LogQueue} takes events
 * over on the application's threads, {@link io.crowsnest.exporter.spool.Shipper} turns them into documents of the
 * Elastic Common Schema on a thread of the agent and hands them to a {@link io.crowsnest.exporter.spool.Destination}.
 *
 * <p>The queue lives in memory; a queue on disk takes its place behind the same seams.
 */
@NullMarked
package io.crowsnest.exporter.spool;

import org.jspecify.annotations.NullMarked;
