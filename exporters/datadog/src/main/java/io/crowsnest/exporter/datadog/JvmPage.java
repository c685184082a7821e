package io.crowsnest.exporter.datadog;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The figures of Datadog's built-in page of a JVM, under its names, from the JVM's management interface: what Datadog's own collector (JMXFetch with
 * {@code new_gc_metrics}) reads. Belongs to one thread.
 */
final class JvmPage {

    /** Collectors of all objects; those that neither name belongs to have no figures on that page. */
    private static final Set<String> MAJOR = Set.of(
            "MarkSweepCompact",
            "PS MarkSweep",
            "ConcurrentMarkSweep",
            "G1 Mixed Generation",
            "G1 Old Generation",
            "Shenandoah Cycles",
            "ZGC",
            "ZGC Cycles",
            "ZGC Major Cycles");

    private static final Set<String> MINOR =
            Set.of("Copy", "PS Scavenge", "ParNew", "G1 Young Generation", "ZGC Minor Cycles");

    /** Takes the figures. */
    interface Taker {
        void take(String name, double value);

        default void take(String name, long value) {
            take(name, (double) value);
        }
    }

    private final Map<String, Double> before = new HashMap<>();
    private long beforeNanos;

    /** Shows all figures. Rates come with the second call: they are those since the call before. */
    void readTo(Taker taker, long nanoTime) {
        memory(taker);
        buffers(taker);
        taker.take("jvm.thread_count", ManagementFactory.getThreadMXBean().getThreadCount());
        taker.take(
                "jvm.loaded_classes", ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        system(taker);
        collections(taker, nanoTime);
    }

    private static void memory(Taker taker) {
        usage(taker, "jvm.heap_memory", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        usage(taker, "jvm.non_heap_memory", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            String name = pool.getName();
            MemoryUsage usage = pool.getUsage();
            if (usage == null) {
                continue;
            }
            if (name.endsWith("Eden Space")) {
                taker.take("jvm.gc.eden_size", usage.getUsed());
            } else if (name.endsWith("Survivor Space")) {
                taker.take("jvm.gc.survivor_size", usage.getUsed());
            } else if (name.endsWith("Old Gen") || name.equals("Tenured Gen")) {
                taker.take("jvm.gc.old_gen_size", usage.getUsed());
            } else if (name.equals("Metaspace")) {
                taker.take("jvm.gc.metaspace_size", usage.getUsed());
            }
        }
    }

    private static void usage(Taker taker, String name, MemoryUsage usage) {
        taker.take(name, usage.getUsed());
        taker.take(name + "_committed", usage.getCommitted());
        taker.take(name + "_init", usage.getInit());
        taker.take(name + "_max", usage.getMax());
    }

    private static void buffers(Taker taker) {
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct") || pool.getName().equals("mapped")) {
                String prefix = "jvm.buffer_pool." + pool.getName();
                taker.take(prefix + ".count", pool.getCount());
                taker.take(prefix + ".used", pool.getMemoryUsed());
                taker.take(prefix + ".capacity", pool.getTotalCapacity());
            }
        }
    }

    private static void system(Taker taker) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            // Negative where the system cannot tell yet.
            if (system.getProcessCpuLoad() >= 0) {
                taker.take("jvm.cpu_load.process", system.getProcessCpuLoad());
            }
            if (system.getCpuLoad() >= 0) {
                taker.take("jvm.cpu_load.system", system.getCpuLoad());
            }
            if (system instanceof UnixOperatingSystemMXBean unix) {
                taker.take("jvm.os.open_file_descriptors", unix.getOpenFileDescriptorCount());
            }
        }
    }

    private void collections(Taker taker, long nanoTime) {
        Map<String, Double> now = new HashMap<>();
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String kind =
                    MINOR.contains(collector.getName()) ? "minor" : MAJOR.contains(collector.getName()) ? "major" : "";
            if (!kind.isEmpty()) {
                now.merge("jvm.gc." + kind + "_collection_count", (double) collector.getCollectionCount(), Double::sum);
                now.merge("jvm.gc." + kind + "_collection_time", (double) collector.getCollectionTime(), Double::sum);
            }
        }
        double seconds = (nanoTime - beforeNanos) / 1e9;
        now.forEach((name, total) -> {
            Double earlier = before.put(name, total);
            if (earlier != null && seconds > 0) {
                taker.take(name, (total - earlier) / seconds);
            }
        });
        beforeNanos = nanoTime;
    }
}
