package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.Telemetry;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a scrape in the text format 0.0.4 would show, for those who push it: it is written by what answers scrapes, so that the two
 * cannot differ. Belongs to one thread.
 */
public final class ScrapeText {

    private final Exposition exposition;
    private final Sources sources;
    private final Bytes text = new Bytes(16 * 1024);

    /** Shows {@code registry} under the names of {@code naming}; {@code leftOut} hears of what could not be written. */
    public ScrapeText(StripedMeterRegistry registry, Naming naming, Consumer<String> leftOut) {
        this.exposition = new Exposition(registry, naming, leftOut);
        this.sources = new Sources(leftOut);
    }

    /** From now on also shows what {@code source} has; others may read it, too. */
    public void add(FamilySource source) {
        sources.add(source);
    }

    /**
     * The text of this moment, until the next call.
     *
     * @param nanos how long sources may take
     * @throws IOException if there is none
     */
    public Bytes now(long nanos) throws IOException {
        // Before the lock of all readers is taken: it asks code of the application.
        List<ForeignFamily> foreign = sources.read(nanos);
        Telemetry.read(() -> {
            text.truncate(0);
            exposition.write(Format.TEXT, foreign, text);
        });
        return text;
    }
}
