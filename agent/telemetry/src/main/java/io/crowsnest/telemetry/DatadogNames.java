package io.crowsnest.telemetry;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Datadog has names of its own for, by which its built-in page of a JVM finds the figures. They go there instead of the metrics that say the
 * same in the {@link Catalogue}. All of them are gauges, as Datadog's own collector sends them; those with "rate" in their text are per second.
 */
public final class DatadogNames {

    /**
     * One of these names.
     *
     * @param replaces entries of the catalogue that are not sent to Datadog for it
     */
    public record DatadogName(String name, String help, List<Metric> replaces) {}

    public static final List<DatadogName> ALL = List.of(
            name("jvm.heap_memory", "Heap in use, in bytes.", Catalogue.JVM_MEMORY_USED),
            name(
                    "jvm.heap_memory_committed",
                    "Heap that the system has given, in bytes.",
                    Catalogue.JVM_MEMORY_COMMITTED),
            name("jvm.heap_memory_init", "Heap that the JVM asked for at its start, in bytes."),
            name("jvm.heap_memory_max", "Largest heap, in bytes.", Catalogue.JVM_MEMORY_MAX),
            name("jvm.non_heap_memory", "Memory beside the heap in use, in bytes.", Catalogue.JVM_MEMORY_USED),
            name(
                    "jvm.non_heap_memory_committed",
                    "Memory beside the heap that the system has given, in bytes.",
                    Catalogue.JVM_MEMORY_COMMITTED),
            name("jvm.non_heap_memory_init", "Memory beside the heap that the JVM asked for at its start, in bytes."),
            name("jvm.non_heap_memory_max", "Most memory beside the heap, in bytes.", Catalogue.JVM_MEMORY_MAX),
            name("jvm.buffer_pool.direct.count", "Direct buffers.", Catalogue.JVM_BUFFER_COUNT),
            name(
                    "jvm.buffer_pool.direct.used",
                    "Memory of direct buffers, in bytes.",
                    Catalogue.JVM_BUFFER_MEMORY_USED),
            name(
                    "jvm.buffer_pool.direct.capacity",
                    "Capacity of direct buffers, in bytes.",
                    Catalogue.JVM_BUFFER_TOTAL_CAPACITY),
            name("jvm.buffer_pool.mapped.count", "Mapped buffers.", Catalogue.JVM_BUFFER_COUNT),
            name(
                    "jvm.buffer_pool.mapped.used",
                    "Memory of mapped buffers, in bytes.",
                    Catalogue.JVM_BUFFER_MEMORY_USED),
            name(
                    "jvm.buffer_pool.mapped.capacity",
                    "Capacity of mapped buffers, in bytes.",
                    Catalogue.JVM_BUFFER_TOTAL_CAPACITY),
            name("jvm.thread_count", "Threads that live now.", Catalogue.JVM_THREADS_LIVE),
            name("jvm.loaded_classes", "Classes that are loaded now.", Catalogue.JVM_CLASSES_LOADED),
            name(
                    "jvm.cpu_load.process",
                    "Share of the machine's processors that the process uses.",
                    Catalogue.PROCESS_CPU_USAGE),
            name("jvm.cpu_load.system", "Share of the machine's processors that is used.", Catalogue.SYSTEM_CPU_USAGE),
            name("jvm.os.open_file_descriptors", "File descriptors that are open.", Catalogue.PROCESS_FILES_OPEN),
            name("jvm.gc.eden_size", "Memory of new objects in use, in bytes.", Catalogue.JVM_MEMORY_USED),
            name(
                    "jvm.gc.survivor_size",
                    "Memory of objects that survived a collection in use, in bytes.",
                    Catalogue.JVM_MEMORY_USED),
            name("jvm.gc.old_gen_size", "Memory of old objects in use, in bytes.", Catalogue.JVM_MEMORY_USED),
            name("jvm.gc.metaspace_size", "Memory of classes in use, in bytes.", Catalogue.JVM_MEMORY_USED),
            name("jvm.gc.minor_collection_count", "Rate of collections of new objects."),
            name("jvm.gc.minor_collection_time", "Rate of milliseconds in collections of new objects."),
            name("jvm.gc.major_collection_count", "Rate of collections of all objects."),
            name("jvm.gc.major_collection_time", "Rate of milliseconds in collections of all objects."));

    private DatadogNames() {}

    /** Names of the catalogue's metrics that have another name in Datadog, and do not go there under their own. */
    public static Set<String> replaced() {
        Set<String> replaced = new TreeSet<>();
        ALL.forEach(each -> each.replaces().forEach(metric -> replaced.add(metric.name())));
        return replaced;
    }

    private static DatadogName name(String name, String help, Metric... replaces) {
        return new DatadogName(name, help, List.of(replaces));
    }
}
