package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** Failures inside the hooks of one instrumentation. */
public final class HookErrors {

    private final String instrumentation;
    private final LongAdder count = new LongAdder();

    /** Counts for the instrumentation with this id. */
    public HookErrors(String instrumentation) {
        this.instrumentation = instrumentation;
    }

    /** Adds one and returns how many there are. */
    public long increment() {
        count.increment();
        return count.sum();
    }

    /** Exposes the count. */
    public void bindTo(MeterRegistry registry) {
        Meters.counter(registry, Catalogue.CROWSNEST_HOOK_ERRORS, count, instrumentation);
    }
}
