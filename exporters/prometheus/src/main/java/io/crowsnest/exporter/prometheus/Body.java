package io.crowsnest.exporter.prometheus;

import java.io.IOException;
import java.io.OutputStream;

/** What is sent behind the head of an answer. */
interface Body {

    /** Length in bytes as it is, or packed with gzip. */
    int length(boolean gzip);

    /** Writes it as it is, or packed with gzip. */
    void writeTo(OutputStream out, boolean gzip) throws IOException;

    /** Has been sent, or will never be. */
    default void done() {}
}
