package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;

/**
 * The bytes of Lumberjack version 2. Numbers are unsigned, 32 bit, big-endian.
 *
 * <pre>
 *   to the server    '2' 'W' count                     so many events follow
 *                    '2' 'C' length zlib               frames, compressed:
 *                            '2' 'J' sequence length JSON      sequence is 1, 2, ... count
 *   to the client    '2' 'A' sequence                  all events up to this one are taken; 0: still busy
 * </pre>
 *
 * <p>Source: PROTOCOL.md of logstash-input-beats, and go-lumber.
 */
final class Window {

    static final int MAX_EVENTS = 2048;
    /** Uncompressed. The server inflates a window as a whole; from this size on that costs it much more. */
    static final int MAX_BYTES = 4 << 20;

    static final byte VERSION = '2';
    static final byte ACK = 'A';
    static final int ACK_LENGTH = 6;

    private static final int HEADER_LENGTH = 10;

    private Window() {}

    /** The bytes that a document takes in a window. */
    static int length(Document document) {
        return HEADER_LENGTH + MetadataId.lengthWith(document);
    }
}
