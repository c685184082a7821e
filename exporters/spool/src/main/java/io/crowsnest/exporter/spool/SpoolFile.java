package io.crowsnest.exporter.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of the spool. Used by threads of the agent only, except for what {@link #map} gives. */
interface SpoolFile extends Closeable {

    /** The whole file as memory that {@link #read} sees at once; what is put there survives the process, but not the machine. */
    ByteBuffer map() throws IOException;

    /** Reads up to the end of {@code target} or of the file. */
    void read(ByteBuffer target, long position) throws IOException;

    /** Writes all of {@code source}. */
    void write(ByteBuffer source, long position) throws IOException;

    /** What was put or written before survives the machine once this returns. */
    void force() throws IOException;

    long size() throws IOException;
}
