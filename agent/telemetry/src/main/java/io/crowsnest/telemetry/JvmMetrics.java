package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmCompilationMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;

/**
 * Metrics of the JVM, its process and the machine, through Micrometer's binders and under their names; our own where Micrometer's would
 * cost too much ({@link Deadlocks}) or say something else ({@link HeapPressure}).
 */
public final class JvmMetrics {

    private JvmMetrics() {}

    /** Registers all of them. Initialises {@code java.lang.management}, so it belongs on a thread of the agent. */
    public static void bindTo(MeterRegistry registry) {
        binders().forEach(binder -> binder.bindTo(registry));
    }

    /** The binders that listen to the garbage collector are kept alive by the listeners they register. */
    static List<MeterBinder> binders() {
        return List.of(
                new UptimeMetrics(),
                new JvmInfoMetrics(),
                new ClassLoaderMetrics(),
                new JvmCompilationMetrics(),
                new JvmThreadMetrics(),
                new JvmMemoryMetrics(),
                new JvmGcMetrics(),
                HeapPressure::bindTo,
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                Deadlocks::bindTo,
                ResidentMemory::bindTo);
    }

    /** How many threads are deadlocked; virtual threads are not among them. Looked up every ten seconds at most. */
    public static int deadlockedThreads() {
        return Deadlocks.ofThisJvm();
    }
}
