package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** One document per line, for an input {@code tcp} with the codec {@code json_lines}. Nothing comes back. */
final class JsonLines {

    private JsonLines() {}

    static void send(Connection connection, List<Document> batch) throws IOException {
        OutputStream out = new BufferedOutputStream(connection.out(), 64 << 10);
        for (Document document : batch) {
            MetadataId.write(document, out);
            out.write('\n');
        }
        out.flush();
    }
}
