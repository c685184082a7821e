package io.crowsnest.exporter.prometheus;

import io.crowsnest.benchmarks.libraries.MicrometerMeters;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;

/** The agent's registry and its writer. */
public final class CrowsnestLibrary extends MicrometerMeters {

    private static final int NO_LIMIT = 1_000_000;

    private final Exposition exposition;
    private final Bytes out = new Bytes(BUFFER);
    private final Bytes packed = new Bytes(BUFFER);
    private final Gzip gzip = new Gzip();

    public CrowsnestLibrary() {
        this(new StripedMeterRegistry(RegistryOptions.defaults().withSeriesLimit(NO_LIMIT)));
    }

    private CrowsnestLibrary(StripedMeterRegistry registry) {
        super(registry);
        exposition = new Exposition(registry, problem -> {
            throw new IllegalStateException(problem);
        });
    }

    @Override
    public int scrape() {
        out.truncate(0);
        exposition.write(Format.TEXT, out);
        return out.size();
    }

    @Override
    public int packedScrape() {
        scrape();
        gzip.pack(out, packed);
        return packed.size();
    }
}
