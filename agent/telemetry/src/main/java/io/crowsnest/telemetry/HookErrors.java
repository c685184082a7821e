package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Failures inside the hooks of one instrumentation. */
public final class HookErrors {

    private static final ConcurrentHashMap<String, HookErrors> byInstrumentation = new ConcurrentHashMap<>();

    private final String instrumentation;
    private final LongAdder count = new LongAdder();

    /** Counts for the instrumentation with this id; from now on {@link #of} finds it. */
    public HookErrors(String instrumentation) {
        this.instrumentation = instrumentation;
        byInstrumentation.put(instrumentation, this);
    }

    /** The failures of the instrumentation with this id, for code of ours that the library calls outside a hook. */
    public static HookErrors of(String instrumentation) {
        HookErrors known = byInstrumentation.get(instrumentation);
        return known != null ? known : new HookErrors(instrumentation);
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
