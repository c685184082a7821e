package io.crowsnest.exporter.elasticsearch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.http.entity.ByteArrayEntity;

/** A body that is compressed fast rather than well: documents of one batch are so alike that it shrinks to a tenth anyway. */
final class GzipEntity extends ByteArrayEntity {

    GzipEntity(List<byte[]> parts) throws IOException {
        super(compressed(parts));
        setContentEncoding("gzip");
    }

    private static byte[] compressed(List<byte[]> parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FastGzip gzip = new FastGzip(bytes)) {
            for (byte[] part : parts) {
                new ByteArrayInputStream(part).transferTo(gzip);
            }
        }
        return bytes.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
