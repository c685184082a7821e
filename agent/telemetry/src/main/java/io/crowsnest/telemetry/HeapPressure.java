package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How full the heap is with what lives long, and how much collecting costs. Names are those of Micrometer's {@link
 * JvmHeapPressureMetrics}, the second figure, too.
 *
 * <p>The first is not: Micrometer takes it after every collection, also of young objects, which leaves the garbage of the old pool where
 * it is. With Serial and Parallel a healthy old pool is then nearly full before each full collection, and an alert on it is false. Here it is what the
 * JVM says of the pool after the last collection of that pool. Only G1 does not say so before Java 20, when it marks and finds
 * nothing to collect: a leak would not show. There it is Micrometer's figure.
 */
final class HeapPressure {

    /** Of HotSpot's collectors, and of OpenJ9's. */
    private static final Pattern LONG_LIVED =
            Pattern.compile(".*(Old Gen|Old Generation|Tenured Gen|tenured.*|balanced-old)|Shenandoah|ZHeap|JavaHeap");

    /** Registries hold what they read weakly. */
    private static final List<MemoryPoolMXBean> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP
                    && LONG_LIVED.matcher(pool.getName()).matches()
                    && pool.getCollectionUsage() != null)
            .toList();

    private static final SimpleMeterRegistry MICROMETER = micrometer();

    private HeapPressure() {}

    static void bindTo(MeterRegistry registry) {
        String[] labels = {"heap", "long-lived"};
        Metric usage = Catalogue.JVM_MEMORY_USAGE_AFTER_GC;
        if (marksSilently()) {
            Meters.gauge(registry, usage, MICROMETER, of -> value(of, usage), labels);
        } else {
            Meters.gauge(registry, usage, POOLS, HeapPressure::usageAfterCollection, labels);
        }
        Metric overhead = Catalogue.JVM_GC_OVERHEAD;
        Meters.gauge(registry, overhead, MICROMETER, of -> value(of, overhead));
    }

    /** G1 without the bean that tells of its concurrent work. */
    private static boolean marksSilently() {
        List<String> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList();
        return collectors.contains("G1 Old Generation") && !collectors.contains("G1 Concurrent GC");
    }

    /** 0 to 1; 0 before the first collection. */
    private static double usageAfterCollection(List<MemoryPoolMXBean> pools) {
        double used = 0;
        double max = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage after = pool.getCollectionUsage();
            if (after != null) {
                used += after.getUsed();
                // Its own maximum may be missing before the first collection.
                max += Math.max(after.getMax(), pool.getUsage().getMax());
            }
        }
        return max > 0 ? used / max : 0;
    }

    private static SimpleMeterRegistry micrometer() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        new JvmHeapPressureMetrics().bindTo(own);
        return own;
    }

    private static double value(SimpleMeterRegistry own, Metric metric) {
        return own.get(metric.name()).gauge().value();
    }
}
