package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

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
    /** As Beats: nearly all of the effect for little of the price. */
    private static final int COMPRESSION_LEVEL = 3;

    private Window() {}

    /** The bytes that a document takes in a window. */
    static int length(Document document) {
        return HEADER_LENGTH + MetadataId.lengthWith(document);
    }

    static byte[] encode(List<Document> documents) {
        ByteArrayOutputStream window = new ByteArrayOutputStream(64 << 10);
        // Where the two numbers of this go is known only once the frames are compressed.
        window.writeBytes(new byte[2 * ACK_LENGTH]);
        Deflater deflater = new Deflater(COMPRESSION_LEVEL);
        try (DataOutputStream frames = new DataOutputStream(new DeflaterOutputStream(window, deflater, 8 << 10))) {
            int sequence = 0;
            for (Document document : documents) {
                frames.writeByte(VERSION);
                frames.writeByte('J');
                frames.writeInt(++sequence);
                frames.writeInt(MetadataId.lengthWith(document));
                MetadataId.write(document, frames);
            }
        } catch (IOException e) {
            throw new AssertionError("memory doesn't fail", e);
        } finally {
            deflater.end();
        }
        byte[] bytes = window.toByteArray();
        ByteBuffer.wrap(bytes)
                .put(VERSION)
                .put((byte) 'W')
                .putInt(documents.size())
                .put(VERSION)
                .put((byte) 'C')
                .putInt(bytes.length - 2 * ACK_LENGTH);
        return bytes;
    }
}
