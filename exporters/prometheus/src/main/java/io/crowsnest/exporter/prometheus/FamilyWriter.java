package io.crowsnest.exporter.prometheus;

/** A format. */
interface FamilyWriter {

    /**
     * Writes a family; whoever calls takes back what was written if this fails.
     *
     * @param size how many series there are
     */
    void write(ExposedFamily family, int size, Bytes out);

    /** Writes a family of another source. */
    void write(ForeignFamily family, Bytes out);

    /** Writes what comes last. */
    void end(Bytes out);
}
