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
 * Writes windows, one at a time; not thread-safe. One for all of a destination: a deflater's memory is a quarter of a megabyte, which would take longer
 * to get than a small window takes to compress.
 */
final class WindowEncoder {

    /** As Beats: nearly all of the effect for little of the price. */
    private static final int COMPRESSION_LEVEL = 3;

    /** Two frames' type and number, those of the window and of what is compressed. */
    private static final int HEADER_LENGTH = 12;

    private final Deflater deflater = new Deflater(COMPRESSION_LEVEL);
    private final ByteArrayOutputStream window = new ByteArrayOutputStream(64 << 10);

    /** The bytes of a window of {@code documents}. */
    byte[] encode(List<Document> documents) {
        window.reset();
        deflater.reset();
        // Where the two numbers of this go is known only once the frames are compressed.
        window.writeBytes(new byte[HEADER_LENGTH]);
        try (DataOutputStream frames = new DataOutputStream(new DeflaterOutputStream(window, deflater, 8 << 10))) {
            int sequence = 0;
            for (Document document : documents) {
                frames.writeByte(Window.VERSION);
                frames.writeByte('J');
                frames.writeInt(++sequence);
                frames.writeInt(MetadataId.lengthWith(document));
                MetadataId.write(document, frames);
            }
        } catch (IOException e) {
            throw new AssertionError("memory doesn't fail", e);
        }
        byte[] bytes = window.toByteArray();
        ByteBuffer.wrap(bytes)
                .put(Window.VERSION)
                .put((byte) 'W')
                .putInt(documents.size())
                .put(Window.VERSION)
                .put((byte) 'C')
                .putInt(bytes.length - HEADER_LENGTH);
        return bytes;
    }
}
