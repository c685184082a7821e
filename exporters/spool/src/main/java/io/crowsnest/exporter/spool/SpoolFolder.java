package io.crowsnest.exporter.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The folder of one spool, seen as the spool needs it, so that tests can put a modelled file system in its place. */
interface SpoolFolder {

    /** Names of all files, in no order. */
    List<String> list() throws IOException;

    /**
     * A new file of zeros, written rather than left sparse: its space is taken, so that no store into its mapping can fail.
     *
     * @throws IOException also if the disk is full; then there is no such file
     */
    SpoolFile create(String name, int size) throws IOException;

    SpoolFile open(String name) throws IOException;

    /** Replaces a file of the new name. */
    void rename(String from, String to) throws IOException;

    /** Does nothing if there is no such file. */
    void delete(String name) throws IOException;

    /** Whether {@code bytes} more may be taken: by the limit of the spool, and without filling up the disk. */
    boolean hasRoom(long bytes) throws IOException;

    /** Asks for the right to take space; whoever keeps others waiting is not waited for long. */
    default Turn turn() {
        return Turn.ALONE;
    }

    /** From now until this is closed no other process takes space of the same limit: what {@link #hasRoom} says stays true. */
    interface Turn extends Closeable {

        /** Where there are no others. */
        Turn ALONE = new Turn() {
            @Override
            public boolean isHeld() {
                return true;
            }

            @Override
            public void close() {
                // There is nobody whose turn it could be.
            }
        };

        /** False if it can't be had: others may take space as well. */
        boolean isHeld();
    }

    /** Whether what is here survives the process. */
    boolean isDurable();
}
