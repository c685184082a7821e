package io.crowsnest.exporter.prometheus;

import java.util.List;

/** Has families that are not in the agent's registry, and reads them when a scrape asks. */
public interface FamilySource {

    /**
     * The families as they are now. Asked by one thread at a time; a failure costs only this source's families.
     *
     * @param nanos how long it may take
     */
    List<ForeignFamily> read(long nanos);
}
