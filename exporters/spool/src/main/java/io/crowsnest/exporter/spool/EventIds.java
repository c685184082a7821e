package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;

/**
 * Names events: 15 bytes as 20 characters.
 *
 * <pre>
 *   6 bytes time (ms) | 5 bytes random, per spool | 4 bytes sequence
 * </pre>
 *
 * <p>Ordered by time, because Elasticsearch then finds out cheaply that it has not seen an id yet; and the alphabet is
 * in ASCII order, so that this order is the order of the texts.
 */
final class EventIds {

    private static final char[] ALPHABET =
            "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz".toCharArray();
    private static final int SPOOL_BITS = 40;

    private final long spool;

    EventIds(long spool) {
        this.spool = spool & ((1L << SPOOL_BITS) - 1);
    }

    String of(LogEvent event) {
        long millis = Math.max(0, event.timestamp().toEpochMilli()) & 0xFFFF_FFFF_FFFFL;
        // 15 bytes are two halves of 60 bits, of 10 characters each.
        long high = (millis << 12) | (spool >>> 28);
        long low = ((spool & 0xFFF_FFFFL) << 32) | (event.sequence() & 0xFFFF_FFFFL);
        char[] id = new char[20];
        for (int i = 0; i < 10; i++) {
            id[9 - i] = ALPHABET[(int) (high >>> (6 * i)) & 63];
            id[19 - i] = ALPHABET[(int) (low >>> (6 * i)) & 63];
        }
        return new String(id);
    }
}
