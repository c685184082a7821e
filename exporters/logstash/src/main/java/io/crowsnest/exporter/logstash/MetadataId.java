package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Gives Logstash the id of a document apart from its fields, as {@code _id} in the first field, {@code @metadata}. Its output
 * can set {@code document_id} to {@code [@metadata][_id]} then, which makes a repeated delivery harmless.
 */
final class MetadataId {

    private static final byte[] BEFORE = "{\"@metadata\":{\"_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER = "\"},".getBytes(StandardCharsets.US_ASCII);

    private MetadataId() {}

    static int lengthWith(Document document) {
        return BEFORE.length + document.id().length() + AFTER.length + document.json().length - 1;
    }

    static void write(Document document, OutputStream out) throws IOException {
        byte[] json = document.json();
        out.write(BEFORE);
        out.write(document.id().getBytes(StandardCharsets.US_ASCII));
        out.write(AFTER);
        // Without the brace that it begins with; a document is never empty.
        out.write(json, 1, json.length - 1);
    }
}
