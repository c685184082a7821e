package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Whether an exporter gets through: for the metrics {@code crowsnest_exporter_*} and the status page. */
public final class ExporterHealth {

    private final String exporter;
    private final LongAdder errors = new LongAdder();
    private final AtomicLong lastSuccessMillis = new AtomicLong();
    private volatile @Nullable String lastError;
    private volatile boolean failing;

    /** Health of the exporter with this name. */
    public ExporterHealth(String exporter) {
        this.exporter = exporter;
    }

    public String exporter() {
        return exporter;
    }

    /** An attempt got through. */
    public void succeeded() {
        lastSuccessMillis.set(System.currentTimeMillis());
        failing = false;
    }

    /** An attempt failed, for a reason that a user can read; it holds no secret. */
    public void failed(String reason) {
        errors.increment();
        lastError = reason;
        failing = true;
    }

    /** Milliseconds since 1970, or 0 if it never succeeded. */
    public long lastSuccessMillis() {
        return lastSuccessMillis.get();
    }

    /** The newest reason of a failure, null if there was none. */
    public @Nullable String lastError() {
        return lastError;
    }

    /** Whether the newest attempt failed. */
    public boolean isFailing() {
        return failing;
    }

    /** Exposes both figures. */
    public void bindTo(MeterRegistry registry) {
        Meters.counter(registry, Catalogue.CROWSNEST_EXPORTER_ERRORS, errors, exporter);
        Meters.gauge(
                registry,
                Catalogue.CROWSNEST_EXPORTER_LAST_SUCCESS,
                this,
                health -> health.lastSuccessMillis() / 1e3,
                exporter);
    }
}
