package io.crowsnest.benchmarks.libraries;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Micrometer's registry for Prometheus; which version is up to the class path. */
final class MicrometerLibrary extends MicrometerMeters {

    private final PrometheusMeterRegistry registry;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(BUFFER);

    MicrometerLibrary() {
        this(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    private MicrometerLibrary(PrometheusMeterRegistry registry) {
        super(registry);
        this.registry = registry;
    }

    @Override
    public int scrape() {
        out.reset();
        try {
            registry.scrape(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }

    @Override
    public int packedScrape() {
        out.reset();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            registry.scrape(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }
}
