package io.crowsnest.exporter.spool;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Documents one a line, as in NDJSON. */
final class Lines {

    private Lines() {}

    static byte[] of(List<Document> documents) {
        int size = 0;
        for (Document each : documents) {
            size += each.json().length + 1;
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream(size);
        for (Document each : documents) {
            lines.writeBytes(each.json());
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
